-- Questions of agents that wait for a person. The question itself is the line that `seq` points to.
CREATE TABLE approvals (
  approval_id TEXT PRIMARY KEY,
  session_id  TEXT NOT NULL,
  request_id  TEXT NOT NULL,
  generation  INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('permission', 'question', 'plan')),
  tool        TEXT NOT NULL,
  tool_use_id TEXT,
  -- Of tool and input: by it a question is known again when the agent's next process asks it anew.
  fingerprint TEXT NOT NULL,
  asked_at    INTEGER NOT NULL,
  times_asked INTEGER NOT NULL DEFAULT 1,
  state       TEXT NOT NULL CHECK (state IN ('open', 'answered', 'answered_elsewhere', 'cancelled')),
  decision    TEXT,
  -- What the agent is told, as JSON; `due` until it has taken that in.
  response    TEXT,
  due         INTEGER NOT NULL DEFAULT 0,
  settled_by  TEXT,
  settled_at  INTEGER,
  UNIQUE (session_id, request_id)
) STRICT;
CREATE INDEX approvals_unsettled ON approvals (session_id) WHERE state = 'open' OR due = 1;
CREATE INDEX approvals_open ON approvals (asked_at) WHERE state = 'open';
