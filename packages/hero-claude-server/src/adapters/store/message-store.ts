import type { Database } from './database.ts';

/** Why a line is not simply a line of JSON: too long to keep whole, not JSON, or never finished. */
export type LineFlaw = 'truncated' | 'corrupt' | 'torn';

/** One line of an agent as it is kept. */
export interface StoredMessage {
  sessionId: string;
  /** Counts from 1 within the session, without gaps. */
  seq: number;
  /** When the line was read, ms since the epoch. */
  at: number;
  /** Which start of the agent wrote it. */
  generation: number;
  /** 0 before the first turn. */
  turn: number;
  type: string;
  subtype: string | null;
  uuid: string | null;
  messageId: string | null;
  toolUseId: string | null;
  parentToolUseId: string | null;
  /** The bytes of the line without its newline; the first 10 MB of a truncated one. */
  line: Uint8Array;
  /** The length of the whole line, also of a truncated one. */
  bytes: number;
  flaw: LineFlaw | null;
  /** Of the whole line; kept for truncated lines only, `null` when a crash cut the count short. */
  sha256: string | null;
  /** The sequence of the line that this one says again after a crash. */
  repeats: number | null;
}

interface MessageRow {
  session_id: string;
  seq: number;
  at: number;
  generation: number;
  turn: number;
  type: string;
  subtype: string | null;
  uuid: string | null;
  message_id: string | null;
  tool_use_id: string | null;
  parent_tool_use_id: string | null;
  line: Uint8Array;
  bytes: number;
  flaw: LineFlaw | null;
  sha256: string | null;
  repeats: number | null;
}

export interface MessagePage {
  /** Only messages after this sequence. */
  after?: number;
  limit: number;
  /** Ends the page with the line that goes beyond it. */
  maxBytes?: number;
  types?: readonly string[];
}

/** The lines of all agents. Writing is part of the reader's transaction, so it has none of its own. */
export class MessageStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** With the line goes its event: a watcher can miss neither and see neither twice. */
  insert(message: StoredMessage): void {
    this.#db.run(
      `INSERT INTO messages (session_id, seq, at, generation, turn, type, subtype, uuid, message_id,
         tool_use_id, parent_tool_use_id, line, bytes, flaw, sha256, repeats)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      message.sessionId,
      message.seq,
      message.at,
      message.generation,
      message.turn,
      message.type,
      message.subtype,
      message.uuid,
      message.messageId,
      message.toolUseId,
      message.parentToolUseId,
      message.line,
      message.bytes,
      message.flaw,
      message.sha256,
      message.repeats,
    );
    this.#db.run(
      `INSERT INTO events (session_id, type, at, seq) VALUES (?, 'session.message', ?, ?)`,
      message.sessionId,
      new Date(message.at).toISOString(),
      message.seq,
    );
  }

  /** Completes a truncated line whose end has been seen. */
  finishTruncated(sessionId: string, seq: number, bytes: number, sha256: string | null): void {
    this.#db.run(
      'UPDATE messages SET bytes = ?, sha256 = ? WHERE session_id = ? AND seq = ?',
      bytes,
      sha256,
      sessionId,
      seq,
    );
  }

  get(sessionId: string, seq: number): StoredMessage | undefined {
    const row = this.#db.get<MessageRow>(
      'SELECT * FROM messages WHERE session_id = ? AND seq = ?',
      sessionId,
      seq,
    );
    return row && fromRow(row);
  }

  list(sessionId: string, page: MessagePage): StoredMessage[] {
    const { maxBytes = Number.POSITIVE_INFINITY } = page;
    const messages: StoredMessage[] = [];
    let bytes = 0;
    for (const message of this.walk(sessionId, page)) {
      messages.push(message);
      bytes += message.line.byteLength;
      if (bytes >= maxBytes) break;
    }
    return messages;
  }

  /** Like `list`, but a row at a time: lines may be large. */
  *walk(sessionId: string, { after = 0, limit, types }: MessagePage): IterableIterator<StoredMessage> {
    const ofTypes = types ? `AND type IN (${types.map(() => '?').join(', ')})` : '';
    const rows = this.#db.iterate<MessageRow>(
      `SELECT * FROM messages WHERE session_id = ? AND seq > ? ${ofTypes} ORDER BY seq LIMIT ?`,
      sessionId,
      after,
      ...(types ?? []),
      limit,
    );
    for (const row of rows) yield fromRow(row);
  }

  /** The sequence of the newest line; 0 when there is none. */
  lastSeq(sessionId: string): number {
    const row = this.#db.get<{ seq: number | null }>(
      'SELECT max(seq) AS seq FROM messages WHERE session_id = ?',
      sessionId,
    );
    return row?.seq ?? 0;
  }

  /** The newest line of a type. */
  lastOfType(sessionId: string, type: string): StoredMessage | undefined {
    const row = this.#db.get<MessageRow>(
      'SELECT * FROM messages WHERE session_id = ? AND type = ? ORDER BY seq DESC LIMIT 1',
      sessionId,
      type,
    );
    return row && fromRow(row);
  }

  /** The first lines of some turns. */
  *ofTurns(
    sessionId: string,
    { from, to }: { from: number; to: number },
    limit: number,
  ): IterableIterator<StoredMessage> {
    const rows = this.#db.iterate<MessageRow>(
      'SELECT * FROM messages WHERE session_id = ? AND turn BETWEEN ? AND ? ORDER BY seq LIMIT ?',
      sessionId,
      from,
      to,
      limit,
    );
    for (const row of rows) yield fromRow(row);
  }

  /** The lines of some turns that are said again by a line of them. */
  repeated(sessionId: string, { from, to }: { from: number; to: number }): number[] {
    return this.#db
      .all<{ repeats: number }>(
        `SELECT repeats FROM messages
         WHERE session_id = ? AND turn BETWEEN ? AND ? AND repeats IS NOT NULL`,
        sessionId,
        from,
        to,
      )
      .map(({ repeats }) => repeats);
  }

  /** The first line of a turn that shows a prompt being taken in again. */
  repeatedEcho(sessionId: string, turn: number): { seq: number; repeats: number } | null {
    const row = this.#db.get<{ seq: number; repeats: number }>(
      `SELECT seq, repeats FROM messages
       WHERE session_id = ? AND turn = ? AND type = 'user' AND repeats IS NOT NULL ORDER BY seq LIMIT 1`,
      sessionId,
      turn,
    );
    return row ?? null;
  }

  *ofGeneration(sessionId: string, generation: number): IterableIterator<StoredMessage> {
    const rows = this.#db.iterate<MessageRow>(
      'SELECT * FROM messages WHERE session_id = ? AND generation = ? ORDER BY seq',
      sessionId,
      generation,
    );
    for (const row of rows) yield fromRow(row);
  }
}

function fromRow(row: MessageRow): StoredMessage {
  return {
    sessionId: row.session_id,
    seq: row.seq,
    at: row.at,
    generation: row.generation,
    turn: row.turn,
    type: row.type,
    subtype: row.subtype,
    uuid: row.uuid,
    messageId: row.message_id,
    toolUseId: row.tool_use_id,
    parentToolUseId: row.parent_tool_use_id,
    line: row.line,
    bytes: row.bytes,
    flaw: row.flaw,
    sha256: row.sha256,
    repeats: row.repeats,
  };
}
