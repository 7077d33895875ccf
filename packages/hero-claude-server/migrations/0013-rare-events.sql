-- Who follows everything but the lines of agents is not led past millions of them.
CREATE INDEX events_beside_messages ON events (id) WHERE type <> 'session.message';
