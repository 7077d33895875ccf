-- Files a person sent ahead of a prompt; the bytes are in the server's own folder until they expire.
CREATE TABLE uploads (
  upload_id   TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  size        INTEGER NOT NULL,
  media_type  TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  uploaded_at INTEGER NOT NULL,
  uploaded_by TEXT
) STRICT;

-- What goes with a prompt of a session, queued or said; the session has bytes of its own.
CREATE TABLE attachments (
  session_id  TEXT NOT NULL REFERENCES sessions (session_id) ON DELETE CASCADE,
  prompt_uuid TEXT NOT NULL,
  position    INTEGER NOT NULL,
  upload_id   TEXT NOT NULL,
  name        TEXT NOT NULL,
  size        INTEGER NOT NULL,
  media_type  TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  PRIMARY KEY (session_id, prompt_uuid, position)
) STRICT;
