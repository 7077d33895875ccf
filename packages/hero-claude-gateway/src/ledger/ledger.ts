import { ListenError, PathLock } from 'hero-rpc/node';
import type { EgressDecision } from '../egress/egress-server.ts';
import type { ModelCall } from '../model/model-call.ts';
import { type MessageUsage, tokensOf } from '../model/usage.ts';
import { costOf } from '../prices/cost.ts';
import type { PriceTable } from '../prices/price-table.ts';
import { type AccountLimits, AccountLimitTable, type SeenLimit } from './account-limit-table.ts';
import { CallTable, type ModelLogEntry, type SessionCall } from './call-table.ts';
import { type Database, openDatabase } from './database.ts';
import { type EgressEntry, EgressTable, type SessionDecision, type Traffic } from './egress-table.ts';
import { EgressTraffic } from './egress-traffic.ts';
import { LimitTable } from './limit-table.ts';
import type { PageFilter } from './log-rows.ts';
import { RateLimitTable } from './rate-limit-table.ts';
import { RepeatLog } from './repeat-log.ts';
import { SessionTable } from './session-table.ts';
import { UsageSumsTable } from './usage-sums.ts';
import { type UsageGrowth, UsageTable } from './usage-table.ts';

const flushIntervalMs = 250;
const windowMs = 60_000;
const maxKeys = 300;

/**
 * The gateway's record: who may come, what it cost, what was asked and refused.
 *
 * A ledger that cannot be written must not end a model call: failures go to `onFailure`, and what was not
 * written is tried again.
 */
export class Ledger implements Disposable {
  readonly sessions: SessionTable;
  readonly sums: UsageSumsTable;
  readonly limits: LimitTable;
  readonly rateLimits: RateLimitTable;
  readonly #lock: Disposable;
  readonly #db: Database;
  readonly #prices: PriceTable;
  readonly #usage: UsageTable;
  readonly #accountLimits: AccountLimitTable;
  readonly #calls: CallTable;
  readonly #egress: EgressTable;
  readonly #callLogs = new Map<string, RepeatLog<SessionCall>>();
  readonly #traffic = new EgressTraffic();
  readonly #egressLogs = new Map<string, RepeatLog<SessionDecision>>();
  readonly #onFailure: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  #sinceTrim = 0;
  #failing = false;

  /** @param lock the right to the file, given back when all is written */
  constructor(lock: Disposable, db: Database, prices: PriceTable, onFailure: (error: unknown) => void) {
    this.#lock = lock;
    this.#db = db;
    this.#prices = prices;
    this.#onFailure = onFailure;
    this.sessions = new SessionTable(db);
    this.sums = new UsageSumsTable(db);
    this.limits = new LimitTable(db);
    this.#usage = new UsageTable(db, prices);
    this.#accountLimits = new AccountLimitTable(db);
    this.rateLimits = new RateLimitTable(db);
    this.#calls = new CallTable(db);
    this.#egress = new EgressTable(db);
    this.#guard(() => this.#usage.priceUnpriced());
    this.#timer = setInterval(() => this.#guard(() => this.flush()), flushIntervalMs).unref();
  }

  /** Returns whether the decision is the first of its kind within a minute. */
  recordDecision(sessionId: string, decision: EgressDecision): boolean {
    return logOf(this.#egressLogs, sessionId, () => this.#newEgressLog()).record({ sessionId, ...decision });
  }

  /** Counts a connection that has closed. */
  recordTraffic(traffic: Traffic): void {
    this.#traffic.add(traffic);
  }

  /** Returns whether the call is worth a line: a refusal that repeats is only counted. */
  recordCall(sessionId: string, call: ModelCall): boolean {
    return logOf(this.#callLogs, sessionId, () => this.#newCallLog()).record({ sessionId, ...call });
  }

  /** Returns what it adds. What cannot be written counts whole, so that a full disk is no way around a budget. */
  recordUsage(sessionId: string, usage: MessageUsage, credentialSource: string): UsageGrowth {
    let growth: UsageGrowth | undefined;
    this.#guard(() => {
      growth = this.#usage.record(sessionId, usage, credentialSource, new Date().toISOString());
    });
    if (growth !== undefined) return growth;
    const nanoUsd = costOf(this.#prices, usage);
    return { nanoUsd: nanoUsd ?? 0, tokens: tokensOf(usage), unpriced: Number(nanoUsd === undefined) };
  }

  recordAccountLimits(credentialSource: string, limits: readonly SeenLimit[]): void {
    if (limits.length === 0) return;
    this.#guard(() => this.#accountLimits.put(credentialSource, limits, new Date().toISOString()));
  }

  accountLimits(credentialSource: string): AccountLimits | null {
    return this.#accountLimits.get(credentialSource);
  }

  recordRateLimits(credentialSource: string, headers: Record<string, string>): void {
    this.#guard(() => this.rateLimits.put(credentialSource, headers, new Date().toISOString()));
  }

  listCalls(filter: PageFilter): ModelLogEntry[] {
    this.#guard(() => this.flush());
    return this.#calls.list(filter);
  }

  listDecisions(filter: PageFilter): EgressEntry[] {
    this.#guard(() => this.flush());
    return this.#egress.list(filter);
  }

  /** Lets go of what is kept in memory for a session that is over. */
  forget(sessionId: string): void {
    this.#guard(() => this.flush());
    this.#callLogs.delete(sessionId);
    this.#egressLogs.delete(sessionId);
  }

  flush(): void {
    const logs = [...this.#callLogs.values(), ...this.#egressLogs.values()];
    if (this.#traffic.hasPending || logs.some((log) => log.hasPending)) {
      const settle: (() => void)[] = [];
      this.#db.transaction(() => {
        for (const log of logs) settle.push(log.flush());
        settle.push(this.#traffic.flush(this.#egress));
      });
      for (const settled of settle) settled();
    }
    this.#trimNowAndThen();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#guard(() => this.flush());
    this.#db.close();
    this.#lock[Symbol.dispose]();
  }

  /** Each flush writes at most `maxKeys` rows per session, so a trim every few hundred flushes is enough. */
  #trimNowAndThen(): void {
    this.#sinceTrim += 1;
    if (this.#sinceTrim < 240) return;
    this.#sinceTrim = 0;
    for (const sessionId of this.#callLogs.keys()) this.#calls.trim(sessionId);
    for (const sessionId of this.#egressLogs.keys()) this.#egress.trim(sessionId);
  }

  #newEgressLog(): RepeatLog<SessionDecision> {
    return new RepeatLog({
      sink: this.#egress,
      keyOf: ({ host, port, method, verdict, reason }) =>
        JSON.stringify([host, port, method, verdict, reason]),
      overflow: ({ sessionId, verdict }) => ({
        sessionId,
        host: '*',
        port: 0,
        method: '',
        verdict,
        reason: 'too_many_decisions',
      }),
      windowMs,
      maxKeys,
    });
  }

  #newCallLog(): RepeatLog<SessionCall> {
    return new RepeatLog({
      sink: this.#calls,
      keyOf: ({ outcome, method, path, reason }) =>
        outcome === 'refused' ? JSON.stringify([method, path, reason]) : null,
      overflow: (call) => ({ ...call, method: '*', path: '*' }),
      windowMs,
      maxKeys,
    });
  }

  /** Reports the first of several failures: a full disk would fail four times a second. */
  #guard(write: () => void): void {
    try {
      write();
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#onFailure(error);
      this.#failing = true;
    }
  }
}

export async function openLedger(
  path: string,
  prices: PriceTable,
  onFailure: (error: unknown) => void,
): Promise<Ledger> {
  // Whoever puts another file in its place holds it, too.
  const lock = PathLock.acquire(path, ledgerInUse);
  try {
    return new Ledger(lock, await openDatabase(path), prices, onFailure);
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

function ledgerInUse(path: string, pid: number): ListenError {
  return new ListenError(
    `The ledger ${path} is in use by pid ${pid}: by a gateway or a restore. Wait for its end.`,
    75,
  );
}

function logOf<Entry>(
  logs: Map<string, RepeatLog<Entry>>,
  sessionId: string,
  make: () => RepeatLog<Entry>,
): RepeatLog<Entry> {
  const log = logs.get(sessionId) ?? make();
  logs.set(sessionId, log);
  return log;
}
