-- How much the agent changed, as it was last counted; null where nobody counted yet.
ALTER TABLE sessions ADD COLUMN diff_size TEXT;
