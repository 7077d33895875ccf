import { setImmediate as turn } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../adapters/store/database.ts';
import { EventStore } from '../adapters/store/event-store.ts';
import { OperationStore } from '../adapters/store/operation-store.ts';

const everyMs = 3_600_000;
/** So many rows at a time: between two batches everybody else is served. */
const batch = 5_000;

/** How many of the newest rows stay. They tell what happened; what is, is elsewhere. */
export interface Kept {
  events: number;
  operations: number;
}

const defaults: Kept = { events: 1_000_000, operations: 100_000 };

/** Keeps the logs in the database bounded: now and every hour. */
export function keepBounded(db: Database, log: Logger, kept: Kept = defaults): Disposable {
  const logs = [
    { name: 'events', keep: kept.events, store: new EventStore(db) },
    { name: 'operations', keep: kept.operations, store: new OperationStore(db) },
  ];
  const closed = new AbortController();
  const sweep = async (): Promise<void> => {
    for (const each of logs) {
      let dropped = 0;
      while (!closed.signal.aborted) {
        const now = each.store.prune(each.keep, batch);
        dropped += now;
        if (now === 0) break;
        await turn();
      }
      if (dropped > 0) log.info({ log: each.name, dropped, kept: each.keep }, 'old rows dropped');
    }
  };
  const look = () => {
    sweep().catch((error: unknown) => log.warn({ err: error }, 'old rows could not be dropped'));
  };
  look();
  const timer = setInterval(look, everyMs);
  return {
    [Symbol.dispose]() {
      closed.abort();
      clearInterval(timer);
    },
  };
}
