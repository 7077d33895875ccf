-- Who gave a session its name: a person, the first words of its task, or a side turn.
ALTER TABLE sessions ADD COLUMN named_by TEXT NOT NULL DEFAULT 'person'
  CHECK (named_by IN ('person', 'task', 'side_turn'));
