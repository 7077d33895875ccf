CREATE TABLE sessions (
  session_id    TEXT PRIMARY KEY,
  name          TEXT NOT NULL,
  task          TEXT NOT NULL,
  status        TEXT NOT NULL,
  status_before TEXT,
  spec          TEXT NOT NULL,
  labels        TEXT NOT NULL DEFAULT '{}',
  agent         TEXT,
  problem       TEXT,
  undelivered   INTEGER NOT NULL DEFAULT 0,
  container_id  TEXT,
  conversation  TEXT NOT NULL,
  task_uuid     TEXT NOT NULL,
  created_at    TEXT NOT NULL,
  updated_at    TEXT NOT NULL,
  started_at    TEXT,
  finished_at   TEXT,
  destroyed_at  TEXT
) STRICT;
CREATE INDEX sessions_by_status ON sessions (status, created_at);

CREATE TABLE session_repos (
  session_id TEXT NOT NULL REFERENCES sessions (session_id) ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  name       TEXT NOT NULL,
  branch     TEXT NOT NULL,
  facts      TEXT NOT NULL,
  delivery   TEXT,
  PRIMARY KEY (session_id, position)
) STRICT;
CREATE INDEX session_repos_by_name ON session_repos (name);

-- One sequence for everything a watcher can follow. A row of type session.message points to its line.
CREATE TABLE events (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  session_id TEXT,
  type       TEXT NOT NULL,
  at         TEXT NOT NULL,
  data       TEXT,
  seq        INTEGER
) STRICT;
CREATE INDEX events_by_session ON events (session_id, id);

CREATE TABLE operations (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  at         TEXT NOT NULL,
  level      TEXT NOT NULL,
  operation  TEXT NOT NULL,
  session_id TEXT,
  message    TEXT NOT NULL,
  user       TEXT,
  ms         INTEGER
) STRICT;
CREATE INDEX operations_by_session ON operations (session_id, id);

CREATE TABLE facts (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
