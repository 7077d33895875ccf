-- Every stored line is an event in the same transaction: a watcher can miss neither and see neither twice.
CREATE TRIGGER message_is_event AFTER INSERT ON messages BEGIN
  INSERT INTO events (session_id, type, at, seq)
  VALUES (NEW.session_id, 'session.message', strftime('%Y-%m-%dT%H:%M:%fZ', NEW.at / 1000.0, 'unixepoch'), NEW.seq);
END;
