-- Where the two journals of a session stand. `out` is one file for the session's life and its offset only
-- grows; each start of the agent begins a new `in`, counted by `generation`.
CREATE TABLE journals (
  session_id  TEXT PRIMARY KEY,
  out_offset  INTEGER NOT NULL DEFAULT 0,
  out_punched INTEGER NOT NULL DEFAULT 0,
  -- A line that is still being skipped because it is too long to keep: its message and where it began.
  long_seq    INTEGER,
  long_start  INTEGER,
  next_seq    INTEGER NOT NULL DEFAULT 1,
  generation  INTEGER NOT NULL DEFAULT 0,
  boot_id     TEXT,
  -- What the lines up to out_offset say about the agent; can be made anew from the messages.
  facts       TEXT
) STRICT;

-- One row per line of the agent, verbatim.
CREATE TABLE messages (
  session_id         TEXT NOT NULL,
  seq                INTEGER NOT NULL,
  at                 INTEGER NOT NULL,
  generation         INTEGER NOT NULL,
  turn               INTEGER NOT NULL,
  type               TEXT NOT NULL,
  subtype            TEXT,
  uuid               TEXT,
  message_id         TEXT,
  tool_use_id        TEXT,
  parent_tool_use_id TEXT,
  line               BLOB NOT NULL,
  bytes              INTEGER NOT NULL,
  flaw               TEXT CHECK (flaw IN ('truncated', 'corrupt', 'torn')),
  sha256             TEXT,
  PRIMARY KEY (session_id, seq)
) STRICT;
CREATE INDEX messages_by_turn ON messages (session_id, turn);
CREATE INDEX messages_by_type ON messages (session_id, type, subtype);
CREATE INDEX messages_by_message_id ON messages (session_id, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX messages_by_tool_use_id ON messages (session_id, tool_use_id) WHERE tool_use_id IS NOT NULL;
CREATE INDEX messages_by_parent ON messages (session_id, parent_tool_use_id)
  WHERE parent_tool_use_id IS NOT NULL;

-- Everything we say to the agent: the row first, then the line in `in`, then the agent's receipt.
-- `position` is the place of the line in the file of its generation.
CREATE TABLE inputs (
  session_id TEXT NOT NULL,
  n          INTEGER NOT NULL,
  uuid       TEXT NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('prompt', 'control', 'answer')),
  line       TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('pending', 'appended', 'acknowledged', 'dropped')),
  generation INTEGER NOT NULL,
  position   INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  settled_at INTEGER,
  PRIMARY KEY (session_id, n),
  UNIQUE (session_id, uuid),
  UNIQUE (session_id, generation, position)
) STRICT;
CREATE INDEX inputs_unsettled ON inputs (session_id) WHERE state IN ('pending', 'appended');

-- Requests of the agent that act on the host. One that was started and never finished is not run again.
CREATE TABLE effects (
  session_id  TEXT NOT NULL,
  request_id  TEXT NOT NULL,
  server      TEXT NOT NULL,
  tool        TEXT NOT NULL,
  started_at  INTEGER NOT NULL,
  finished_at INTEGER,
  outcome     TEXT CHECK (outcome IN ('answered', 'failed', 'refused', 'unknown')),
  PRIMARY KEY (session_id, request_id)
) STRICT;
