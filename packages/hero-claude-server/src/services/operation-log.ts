import type { Logger } from 'pino';
import type { OperationFilter, OperationStore } from '../adapters/store/operation-store.ts';
import type { LogEntry } from '../domain/operation.ts';

export interface Operation {
  operation: string;
  message: string;
  level?: LogEntry['level'];
  session_id?: string;
  user?: string | undefined;
  ms?: number;
}

/** The log of what was done, for people: what `logs.get` pages through. */
export class OperationLog {
  readonly #store: OperationStore;
  readonly #log: Logger;

  constructor(store: OperationStore, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  record({ operation, message, level = 'info', session_id, user, ms }: Operation): void {
    this.#log[level]({ operation, session_id, user, ms }, message);
    this.#store.append({
      at: new Date().toISOString(),
      level,
      operation,
      message,
      session_id: session_id ?? null,
      user: user ?? null,
      ms: ms === undefined ? null : Math.round(ms),
    });
  }

  page(filter: OperationFilter): { entries: LogEntry[]; next: number | null } {
    return this.#store.page(filter);
  }

  clear(): number {
    return this.#store.clear();
  }
}
