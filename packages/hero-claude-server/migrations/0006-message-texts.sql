-- The words of the conversations, for searching. They follow the messages at leisure, so that keeping a line
-- costs no more for being found later; `searched` says how far each session is.
CREATE TABLE message_texts (
  id         INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL,
  seq        INTEGER NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('prompt', 'answer', 'tool_input', 'tool_result')),
  text       TEXT NOT NULL
) STRICT;
CREATE INDEX message_texts_by_session ON message_texts (session_id);

CREATE TABLE searched (
  session_id TEXT PRIMARY KEY,
  seq        INTEGER NOT NULL
) STRICT;

CREATE VIRTUAL TABLE message_words USING fts5(
  text, content='message_texts', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
);
CREATE TRIGGER message_text_added AFTER INSERT ON message_texts BEGIN
  INSERT INTO message_words (rowid, text) VALUES (NEW.id, NEW.text);
END;
CREATE TRIGGER message_text_removed AFTER DELETE ON message_texts BEGIN
  INSERT INTO message_words (message_words, rowid, text) VALUES ('delete', OLD.id, OLD.text);
END;
