import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Gateway } from '../../adapters/gateway.ts';
import type { SessionRecord } from '../../adapters/store/session-record.ts';
import {
  type AccountLimits,
  type MoneyChanges,
  moneyLevel,
  type SessionMoney,
} from '../../domain/money/money.ts';
import type { OperationLog } from '../operation-log.ts';
import type { SessionRecords } from '../session/session-records.ts';

/** Below the time after which a call to the gateway counts as not answered. */
const waitMs = 8_000;
/** An agent may make many calls a second; nobody looks at its costs that often. */
const pauseMs = 1_000;
const retryMs = 3_000;

const problemKind = 'budget.reached';

export interface MoneyWatchParts {
  gateway: Gateway;
  records: SessionRecords;
  operations: OperationLog;
  stopping: AbortSignal;
  log: Logger;
}

/** Follows what sessions cost and how they stand with their budgets: the gateway counts, this keeps and tells. */
export class MoneyWatch {
  readonly #parts: MoneyWatchParts;
  #account: AccountLimits | null = null;

  constructor(parts: MoneyWatchParts) {
    this.#parts = parts;
  }

  /** The limits of the subscription, as last seen. */
  get account(): AccountLimits | null {
    return this.#account;
  }

  /** Follows until the server stops. */
  async run(): Promise<void> {
    const { gateway, stopping, log } = this.#parts;
    let after = 0;
    let answers = true;
    while (!stopping.aborted) {
      try {
        const { sessions, account, next } = await gateway.moneyChanges(after, waitMs, stopping);
        after = next;
        answers = true;
        this.#account = account;
        for (const session of sessions) this.#take(session);
        if (sessions.length > 0) await this.#pause(pauseMs);
      } catch (error) {
        if (answers && !stopping.aborted)
          log.warn({ err: error }, 'the gateway does not say what sessions cost');
        answers = false;
        await this.#pause(retryMs);
      }
    }
  }

  #take({ session_id: sessionId, refused, ...counted }: MoneyChanges['sessions'][number]): void {
    const { records } = this.#parts;
    const record = records.find(sessionId);
    if (record === undefined) return;
    const level = moneyLevel(counted.used_percent, refused);
    const money: SessionMoney = { ...counted, level, reason: refused };
    if (JSON.stringify(money) === JSON.stringify(record.money)) return;
    records.change(sessionId, { money, ...problemAfter(record, refused) });
    if (level !== (record.money?.level ?? 'ok')) this.#tell(sessionId, money);
  }

  #tell(sessionId: string, { level, used_percent, reason }: SessionMoney): void {
    if (level === 'ok') return;
    const message = level === 'reached' ? (reason ?? '') : `${used_percent} % of the budget is used`;
    const operation = `budget.${level}` as const;
    this.#parts.operations.record({ operation, session_id: sessionId, message, level: 'warn' });
    this.#parts.records.tell(sessionId, operation, { used_percent, message });
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#parts.stopping, ref: false }).catch(() => undefined);
  }
}

/** Another problem is not covered up, and only this one is taken back. */
function problemAfter(
  { problem }: SessionRecord,
  refused: string | null,
): Pick<Partial<SessionRecord>, 'problem'> {
  const ours = problem === null || problem.kind === problemKind;
  if (!ours || (problem?.message ?? null) === refused) return {};
  const since = new Date().toISOString();
  return { problem: refused === null ? null : { kind: problemKind, message: refused, since } };
}
