import type { Ledger } from '../ledger/ledger.ts';
import type { Limits } from '../ledger/limit-table.ts';
import { tokensIn, type UsageSums } from '../ledger/usage-sums.ts';
import type { UsageGrowth } from '../ledger/usage-table.ts';
import { ModelRefusal } from '../model/refusal.ts';
import { toNanoUsd } from '../prices/cost.ts';
import { BudgetQueue } from './budget-queue.ts';
import type { Reservation } from './reservation.ts';
import { type Amount, add, isLimited, roomIn, type Scope, spentText, usedPercent } from './scope.ts';

export interface BudgetBookOptions {
  ledger: Pick<Ledger, 'limits' | 'sums'>;
  /** For every session without limits of its own. */
  perSession: Limits;
  /** For all sessions together, from midnight to midnight UTC. */
  perDay: Limits;
  /** How long a call waits for others to give back what they did not need. */
  patienceMs: number;
  now?: () => Date;
}

/** How a session stands with its budgets. */
export interface BudgetState {
  limits: Limits;
  spent: Amount;
  unpricedCalls: number;
  /** Of the fullest budget that holds for it; null when none does. */
  usedPercent: number | null;
  /** Why its latest call was refused; null once one has been let through again. */
  refused: string | null;
}

interface SessionEntry {
  scope: Scope;
  unpricedCalls: number;
  refusal: { text: string; scope: Scope } | null;
  /** Grows with every change of any session. */
  revision: number;
}

/**
 * What may still be spent. It lives in memory: what was spent is in the ledger, and what was reserved ends with
 * the process, as the calls do.
 */
export class BudgetBook {
  readonly #options: BudgetBookOptions;
  readonly #queue: BudgetQueue;
  readonly #sessions = new Map<string, SessionEntry>();
  readonly #watchers = new Set<() => void>();
  #day: { date: string; scope: Scope } | undefined;
  // Beyond what any process before this one can have reached.
  #revision: number;

  constructor(options: BudgetBookOptions) {
    this.#options = options;
    this.#queue = new BudgetQueue(options.patienceMs);
    this.#revision = this.#now().getTime();
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /** Whether anything limits the session's calls at all. */
  isLimited(sessionId: string): boolean {
    return this.#scopes(sessionId).some(isLimited);
  }

  /** Whether what its calls cost must be known beforehand. */
  needsPrice(sessionId: string): boolean {
    return this.#scopes(sessionId).some(({ limits }) => limits.nanoUsd !== null);
  }

  /**
   * Holds back what a call may need, as soon as there is room in every budget it counts for.
   *
   * @throws ModelRefusal `budget_reached`, or `budget_held` after waiting in vain
   */
  async admit(sessionId: string, amount: Amount, signal: AbortSignal): Promise<Reservation> {
    const entry = this.#entry(sessionId);
    try {
      const reservation = await this.#queue.admit(() => this.#scopes(sessionId), amount, signal);
      if (entry.refusal !== null) this.#changed(entry, () => (entry.refusal = null));
      return reservation;
    } catch (error) {
      const full = this.#scopes(sessionId).find((scope) => roomIn(scope) === 'spent');
      if (full === undefined || signal.aborted) throw error;
      const text = this.#refusalText(sessionId, full);
      this.#changed(entry, () => (entry.refusal = { text, scope: full }));
      throw new ModelRefusal('budget_reached', text, { cause: error });
    }
  }

  /**
   * Counts what an answer has grown by; `reservation` is that of its call.
   *
   * @param record writes it down. What was spent before is read first, or it would be counted twice.
   */
  count(sessionId: string, record: () => UsageGrowth, reservation: Reservation | undefined): UsageGrowth {
    const entry = this.#entry(sessionId);
    const scopes = this.#scopes(sessionId);
    const growth = record();
    this.#changed(entry, () => {
      for (const { spent } of scopes) add(spent, growth);
      entry.unpricedCalls += growth.unpriced;
      reservation?.settle(growth);
    });
    return growth;
  }

  /** The call is over. */
  release(reservation: Reservation | undefined): void {
    reservation?.release();
    this.#queue.look();
  }

  setLimits(sessionId: string, limits: Limits): void {
    this.#options.ledger.limits.put(sessionId, limits);
    const entry = this.#entry(sessionId);
    this.#changed(entry, () => {
      entry.scope.limits = this.#limitsOf(limits);
      entry.refusal = null;
    });
  }

  state(sessionId: string): BudgetState {
    const { scope, refusal, unpricedCalls } = this.#entry(sessionId);
    const shares = this.#scopes(sessionId).flatMap((each) => usedPercent(each) ?? []);
    return {
      limits: scope.limits,
      spent: { ...scope.spent },
      unpricedCalls,
      usedPercent: shares.length === 0 ? null : Math.max(...shares),
      refused: refusal?.text ?? null,
    };
  }

  day(): Scope {
    const date = this.#now().toISOString().slice(0, 10);
    if (this.#day?.date === date) return this.#day.scope;
    const past = this.#day?.scope;
    const scope: Scope = {
      limits: this.#options.perDay,
      spent: spentIn(this.#options.ledger.sums.total({ since: date })),
      reserved: { nanoUsd: 0, tokens: 0 },
    };
    this.#day = { date, scope };
    for (const entry of this.#sessions.values()) {
      if (entry.refusal !== null && entry.refusal.scope === past)
        this.#changed(entry, () => (entry.refusal = null));
    }
    return scope;
  }

  /** The sessions that have changed since `after`, and the revision to go on from. */
  changedSince(after: number): { sessionIds: string[]; next: number } {
    this.day();
    const changed = [...this.#sessions].filter(([, { revision }]) => revision > after);
    return { sessionIds: changed.map(([sessionId]) => sessionId), next: this.#revision };
  }

  /** Resolves with the next change, or when `signal` is aborted. */
  async nextChange(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#watchers.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#watchers.add(done);
      signal.addEventListener('abort', done);
    });
  }

  #changed(entry: SessionEntry, change: () => void): void {
    change();
    this.#revision += 1;
    entry.revision = this.#revision;
    this.#queue.look();
    for (const tell of this.#watchers) tell();
  }

  #scopes(sessionId: string): readonly [Scope, Scope] {
    return [this.#entry(sessionId).scope, this.day()];
  }

  #entry(sessionId: string): SessionEntry {
    const known = this.#sessions.get(sessionId);
    if (known !== undefined) return known;
    const sums = this.#options.ledger.sums.total({ sessionId });
    const scope: Scope = {
      limits: this.#limitsOf(this.#options.ledger.limits.get(sessionId)),
      spent: spentIn(sums),
      reserved: { nanoUsd: 0, tokens: 0 },
    };
    this.#revision += 1;
    const entry = { scope, unpricedCalls: sums.unpriced_calls, refusal: null, revision: this.#revision };
    this.#sessions.set(sessionId, entry);
    return entry;
  }

  #limitsOf(own: Limits | undefined): Limits {
    const { perSession } = this.#options;
    return { nanoUsd: own?.nanoUsd ?? perSession.nanoUsd, tokens: own?.tokens ?? perSession.tokens };
  }

  #refusalText(sessionId: string, full: Scope): string {
    return full === this.#day?.scope
      ? `the budget of all sessions for today (UTC) is reached: ${spentText(full)}. Raise HERO_CLAUDE_BUDGET_USD_PER_DAY or HERO_CLAUDE_TOKENS_PER_DAY and run: hero-claude restart`
      : `the budget of this session is reached: ${spentText(full)}. Raise it: hero-claude session configure ${sessionId} --budget-usd …`;
  }

  #now(): Date {
    return (this.#options.now ?? (() => new Date()))();
  }
}

function spentIn(sums: UsageSums): Amount {
  return { nanoUsd: toNanoUsd(sums.cost_usd), tokens: tokensIn(sums) };
}
