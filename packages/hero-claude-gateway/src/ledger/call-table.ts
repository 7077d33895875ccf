import { z } from 'zod';
import type { ModelCall } from '../model/model-call.ts';
import type { Database } from './database.ts';
import { LogRows, type PageFilter } from './log-rows.ts';

/** One row of the model log: a call, or as many equal refusals as came within a minute. */
export const ModelLogEntry = z
  .object({
    id: z.number().int(),
    session_id: z.string(),
    at: z.string(),
    last_at: z.string(),
    count: z.number().int(),
    method: z.string(),
    path: z.string(),
    outcome: z.string().describe('answered, refused, unreachable, cut or client_gone'),
    reason: z.string().nullable().describe('Why the gateway itself answered'),
    status: z.number().int().nullable().describe('Null when the client got no answer'),
    model: z.string().nullable(),
    message_id: z.string().nullable(),
    request_id: z.string().nullable().describe("The upstream's own id of the call"),
    client_authorized: z.boolean().describe('Whether the client sent authorization headers'),
    credential_source: z.string().nullable(),
    bytes_up: z.number().int(),
    bytes_down: z.number().int(),
    first_byte_ms: z.number().int().nullable(),
    duration_ms: z.number().int(),
  })
  .meta({ id: 'ModelLogEntry' });
export type ModelLogEntry = z.infer<typeof ModelLogEntry>;

const Row = ModelLogEntry.extend({ client_authorized: z.number() });

export type SessionCall = ModelCall & { sessionId: string };

/** Rows kept per session; the oldest go first. Usage is kept apart from them, and whole. */
const rowsPerSession = 20_000;

export class CallTable {
  readonly #db: Database;
  readonly #rows: LogRows;

  constructor(db: Database) {
    this.#db = db;
    this.#rows = new LogRows(db, 'model_calls', rowsPerSession);
  }

  insert(call: SessionCall, count: number, at: string, lastAt: string): number {
    const { id } = this.#db.run(
      `INSERT INTO model_calls (session_id, at, last_at, count, method, path, outcome, reason, status, model,
         message_id, request_id, client_authorized, credential_source, bytes_up, bytes_down, first_byte_ms, duration_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      call.sessionId,
      at,
      lastAt,
      count,
      call.method,
      call.path,
      call.outcome,
      call.reason,
      call.status,
      call.model,
      call.messageId,
      call.requestId,
      call.clientAuthorized ? 1 : 0,
      call.credentialSource,
      call.bytesUp,
      call.bytesDown,
      call.firstByteMs,
      call.durationMs,
    );
    return id;
  }

  add(id: number, count: number, lastAt: string): void {
    this.#rows.add(id, count, lastAt);
  }

  list(filter: PageFilter): ModelLogEntry[] {
    return this.#rows.page(filter).map((found) => {
      const row = Row.parse(found);
      return { ...row, client_authorized: row.client_authorized !== 0 };
    });
  }

  trim(sessionId: string): void {
    this.#rows.trim(sessionId);
  }
}
