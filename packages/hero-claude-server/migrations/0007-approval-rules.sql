-- What a person allowed or denied for a repository from then on. A pattern of NULL means any call of the tool.
CREATE TABLE approval_rules (
  rule_id    TEXT PRIMARY KEY,
  repo       TEXT NOT NULL,
  tool       TEXT NOT NULL,
  pattern    TEXT,
  behavior   TEXT NOT NULL CHECK (behavior IN ('allow', 'deny')),
  created_at TEXT NOT NULL,
  created_by TEXT
) STRICT;
CREATE UNIQUE INDEX approval_rules_once ON approval_rules (repo, tool, coalesce(pattern, ''));
