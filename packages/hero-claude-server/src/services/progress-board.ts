import type { EventStore } from '../adapters/store/event-store.ts';
import type { Progress } from '../domain/session/session.ts';
import type { EventService } from './event-service.ts';
import type { OperationLog } from './operation-log.ts';

const reportEveryMs = 250;

interface Shown {
  progress: Progress;
  /** When each phase was told last; two repositories are copied at once, so phases take turns. */
  toldAt: Map<string, number>;
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
    const { toldAt } = this.#shown.get(sessionId) ?? { toldAt: new Map<string, number>() };
    this.#shown.set(sessionId, { progress, toldAt });
    const last = toldAt.get(progress.phase);
    const newPhase = last === undefined;
    const due = newPhase || progress.percent === 100 || performance.now() - last >= reportEveryMs;
    if (due) toldAt.set(progress.phase, performance.now());
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
