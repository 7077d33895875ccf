-- Prompts that wait for the agent to be idle. One whose uuid is among the inputs has been said.
CREATE TABLE queued_prompts (
  session_id TEXT NOT NULL,
  uuid       TEXT NOT NULL,
  position   INTEGER NOT NULL,
  prompt     TEXT NOT NULL,
  command    INTEGER NOT NULL,
  queued_by  TEXT,
  queued_at  INTEGER NOT NULL,
  PRIMARY KEY (session_id, uuid)
) STRICT;
