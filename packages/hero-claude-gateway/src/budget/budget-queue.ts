import { ModelRefusal } from '../model/refusal.ts';
import { Reservation } from './reservation.ts';
import { type Amount, roomIn, type Scope } from './scope.ts';

interface Waiting {
  scopes: () => readonly Scope[];
  amount: Amount;
  resolve: (reservation: Reservation) => void;
  reject: (error: Error) => void;
}

/**
 * Calls that wait because others in flight hold the rest of a budget back. Refusing them would end turns while
 * there is money left; letting them through would spend it twice.
 */
export class BudgetQueue {
  readonly #patienceMs: number;
  readonly #waiting = new Set<Waiting>();

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  get length(): number {
    return this.#waiting.size;
  }

  /** Rejects when a budget is spent, when `signal` is aborted, and after waiting in vain. First come, first served. */
  async admit(scopes: () => readonly Scope[], amount: Amount, signal: AbortSignal): Promise<Reservation> {
    signal.throwIfAborted();
    let waiting: Waiting | undefined;
    let timer: NodeJS.Timeout | undefined;
    const giveUp = (): void => waiting?.reject(signal.reason as Error);
    try {
      return await new Promise<Reservation>((resolve, reject) => {
        waiting = { scopes, amount, resolve, reject };
        this.#waiting.add(waiting);
        this.look();
        timer = setTimeout(() => reject(held()), this.#patienceMs);
        signal.addEventListener('abort', giveUp);
      });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      if (waiting !== undefined) this.#waiting.delete(waiting);
    }
  }

  /** Lets through whoever there is room for now, and turns away whoever there will be none for. */
  look(): void {
    for (const waiting of this.#waiting) {
      const scopes = waiting.scopes();
      const rooms = scopes.map(roomIn);
      if (rooms.includes('spent')) {
        this.#waiting.delete(waiting);
        waiting.reject(held());
      } else if (!rooms.includes('held')) {
        this.#waiting.delete(waiting);
        waiting.resolve(new Reservation(scopes, waiting.amount));
      }
    }
  }
}

function held(): ModelRefusal {
  return new ModelRefusal(
    'budget_held',
    'calls in flight hold back what is left of the budget; this one can be asked again',
  );
}
