-- How often the agent was brought back by itself since it last did well, and when the next time is due.
ALTER TABLE sessions ADD COLUMN resume TEXT;
-- What a start under way was given to say to the agent, until it is said.
ALTER TABLE sessions ADD COLUMN start_prompt TEXT;
-- The line of a turn cut by a crash that this one says again.
ALTER TABLE messages ADD COLUMN repeats INTEGER;
