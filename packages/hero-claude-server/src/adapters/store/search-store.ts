import type { TextKind } from '../../domain/conversation/message-search.ts';
import type { MessageText } from '../../domain/conversation/message-texts.ts';
import type { Database } from './database.ts';

export interface FoundText {
  sessionId: string;
  seq: number;
  at: number;
  turn: number;
  kind: TextKind;
  excerpt: string;
}

const excerptWords = 32;

/** The words of all conversations. */
export class SearchStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Sessions with lines whose words are not here yet, and the line each goes on after. */
  behind(): { sessionId: string; after: number }[] {
    return this.#db.all(
      `SELECT j.session_id AS sessionId, coalesce(s.seq, 0) AS after
       FROM journals j LEFT JOIN searched s ON s.session_id = j.session_id
       WHERE j.next_seq - 1 > coalesce(s.seq, 0)`,
    );
  }

  /** Part of the caller's transaction. */
  add(sessionId: string, seq: number, { kind, text }: MessageText): void {
    this.#db.run(
      'INSERT INTO message_texts (session_id, seq, kind, text) VALUES (?, ?, ?, ?)',
      sessionId,
      seq,
      kind,
      text,
    );
  }

  reached(sessionId: string, seq: number): void {
    this.#db.run(
      'INSERT INTO searched (session_id, seq) VALUES (?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq',
      sessionId,
      seq,
    );
  }

  /** The newest first; sessions in the trash are left out. */
  find(words: readonly string[], sessionId: string | undefined, limit: number): FoundText[] {
    return this.#db.all<FoundText>(
      `SELECT t.session_id AS sessionId, t.seq, m.at, m.turn, t.kind,
         snippet(message_words, 0, '', '', '…', ${excerptWords}) AS excerpt
       FROM message_words
         JOIN message_texts t ON t.id = message_words.rowid
         JOIN messages m ON m.session_id = t.session_id AND m.seq = t.seq
         JOIN sessions s ON s.session_id = t.session_id
       WHERE message_words MATCH ? AND (? IS NULL OR t.session_id = ?) AND s.status <> 'destroyed'
       ORDER BY message_words.rowid DESC LIMIT ?`,
      matchOf(words),
      sessionId,
      sessionId,
      limit,
    );
  }
}

/** Each word as a string of FTS5, so that nothing in it is an operator; the last is a beginning. */
function matchOf(words: readonly string[]): string {
  return `${words.map((word) => `"${word.replaceAll('"', '""')}"`).join(' ')} *`;
}
