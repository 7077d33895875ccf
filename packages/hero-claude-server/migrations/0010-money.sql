-- What the gateway last said of the cost and the budget of a session.
ALTER TABLE sessions ADD COLUMN money TEXT;
