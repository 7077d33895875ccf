-- What the lines of each session take of the database, about: it counts for what the session has on the disk.
ALTER TABLE journals ADD COLUMN kept_bytes INTEGER NOT NULL DEFAULT 0;
UPDATE journals SET kept_bytes =
  (SELECT coalesce(sum(length(line) + 400), 0) FROM messages WHERE messages.session_id = journals.session_id);
