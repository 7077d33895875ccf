import type { EventStore } from '../adapters/store/event-store.ts';
import type { Progress } from '../domain/session.ts';
import type { EventService } from './event-service.ts';
import type { OperationLog } from './operation-log.ts';

const reportEveryMs = 250;

interface Shown {
  progress: Progress;
  reportedAt: number;
}

/** What each session is busy with right now. Reports at every new phase and a few times a second in between. */
export class ProgressBoard {
  readonly #store: EventStore;
  readonly #events: EventService;
  readonly #operations: OperationLog;
  readonly #shown = new Map<string, Shown>();

  constructor(store: EventStore, events: EventService, operations: OperationLog) {
    this.#store = store;
    this.#events = events;
    this.#operations = operations;
  }

  get(sessionId: string): Progress | null {
    return this.#shown.get(sessionId)?.progress ?? null;
  }

  report(sessionId: string, operation: string, progress: Progress): void {
    const before = this.#shown.get(sessionId);
    const now = performance.now();
    const newPhase = before?.progress.phase !== progress.phase;
    const due = newPhase || progress.percent === 100 || now - before.reportedAt >= reportEveryMs;
    this.#shown.set(sessionId, { progress, reportedAt: due ? now : before.reportedAt });
    if (newPhase) this.#operations.record({ operation, session_id: sessionId, message: progress.phase });
    if (due) {
      this.#store.append(sessionId, 'session.progress', new Date().toISOString(), progress);
      this.#events.poke();
    }
  }

  clear(sessionId: string): void {
    this.#shown.delete(sessionId);
  }
}
