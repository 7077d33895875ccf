/** Applied in order, each once; the index after the last is the schema's version. Never edited, only added to. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE sessions (
    session_id   TEXT PRIMARY KEY,
    token_sha256 TEXT NOT NULL,
    run_dir      TEXT NOT NULL,
    uid          INTEGER NOT NULL,
    gid          INTEGER NOT NULL,
    egress       TEXT NOT NULL,
    opened_at    TEXT NOT NULL,
    closed_at    TEXT
  ) STRICT;

  CREATE TABLE message_usage (
    session_id              TEXT NOT NULL,
    message_id              TEXT NOT NULL,
    at                      TEXT NOT NULL,
    model                   TEXT NOT NULL,
    input_tokens            INTEGER NOT NULL,
    output_tokens           INTEGER NOT NULL,
    cache_read_tokens       INTEGER NOT NULL,
    cache_write_tokens      INTEGER NOT NULL,
    cache_write_hour_tokens INTEGER NOT NULL,
    web_searches            INTEGER NOT NULL,
    PRIMARY KEY (session_id, message_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX message_usage_at ON message_usage (at);

  CREATE TABLE model_calls (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id        TEXT NOT NULL,
    at                TEXT NOT NULL,
    last_at           TEXT NOT NULL,
    count             INTEGER NOT NULL,
    method            TEXT NOT NULL,
    path              TEXT NOT NULL,
    outcome           TEXT NOT NULL,
    reason            TEXT,
    status            INTEGER,
    model             TEXT,
    message_id        TEXT,
    request_id        TEXT,
    client_authorized INTEGER NOT NULL,
    credential_source TEXT,
    bytes_up          INTEGER NOT NULL,
    bytes_down        INTEGER NOT NULL,
    first_byte_ms     INTEGER,
    duration_ms       INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX model_calls_session ON model_calls (session_id, id);

  CREATE TABLE egress_decisions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT NOT NULL,
    at         TEXT NOT NULL,
    last_at    TEXT NOT NULL,
    count      INTEGER NOT NULL,
    host       TEXT NOT NULL,
    port       INTEGER NOT NULL,
    verdict    TEXT NOT NULL,
    reason     TEXT NOT NULL
  ) STRICT;
  CREATE INDEX egress_decisions_session ON egress_decisions (session_id, id);

  CREATE TABLE rate_limits (
    credential_source TEXT PRIMARY KEY,
    at                TEXT NOT NULL,
    headers           TEXT NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE egress_decisions ADD COLUMN method TEXT NOT NULL DEFAULT '';
  ALTER TABLE egress_decisions ADD COLUMN bytes_up INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE egress_decisions ADD COLUMN bytes_down INTEGER NOT NULL DEFAULT 0;
  `,
  `
  ALTER TABLE message_usage ADD COLUMN speed TEXT NOT NULL DEFAULT 'standard';
  ALTER TABLE message_usage ADD COLUMN geo TEXT NOT NULL DEFAULT '';
  ALTER TABLE message_usage ADD COLUMN credential_source TEXT NOT NULL DEFAULT '';
  -- Billionths of a dollar at list price; null while the price is not known.
  ALTER TABLE message_usage ADD COLUMN cost_nano_usd INTEGER;
  ALTER TABLE message_usage ADD COLUMN price_version TEXT;

  CREATE TABLE session_limits (
    session_id TEXT PRIMARY KEY,
    nano_usd   INTEGER,
    tokens     INTEGER
  ) STRICT;

  CREATE TABLE account_limits (
    credential_source TEXT NOT NULL,
    name              TEXT NOT NULL,
    used_percent      REAL NOT NULL,
    resets_at         TEXT,
    seen_at           TEXT NOT NULL,
    PRIMARY KEY (credential_source, name)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE INDEX message_usage_login ON message_usage (session_id)
    WHERE credential_source NOT IN ('', 'ANTHROPIC_API_KEY');
  `,
];
