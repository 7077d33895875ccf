-- The event of a line is written beside it, in the same transaction: a trigger has SQLite keep an undo log for each
-- statement, which cost a working agent half of the time that its lines took.
DROP TRIGGER message_is_event;
