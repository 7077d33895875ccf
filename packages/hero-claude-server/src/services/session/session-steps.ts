import type { Call } from 'hero-rpc';
import type { SessionRecord } from '../../adapters/store/session-record.ts';
import { sessionBusy, wrongState } from '../../domain/session-errors.ts';
import {
  allowedFrom,
  isAllowed,
  type SessionAction,
  type SessionStatus,
} from '../../domain/session-status.ts';
import type { KeyedLock } from '../../lib/keyed-lock.ts';
import type { OperationLog } from '../operation-log.ts';
import type { ProgressBoard } from '../progress-board.ts';
import type { SessionRecords } from './session-records.ts';

export interface Step {
  action: SessionAction;
  sessionId: string;
  call: Pick<Call, 'user'>;
  /** The status shown while the step runs; the one before comes back when it fails. */
  during?: SessionStatus;
}

/** Runs one step of a session at a time, keeps its status truthful and writes the operation log. */
export class SessionSteps {
  readonly #records: SessionRecords;
  readonly #lock: KeyedLock;
  readonly #operations: OperationLog;
  readonly #progress: ProgressBoard;

  constructor(parts: {
    records: SessionRecords;
    lock: KeyedLock;
    operations: OperationLog;
    progress: ProgressBoard;
  }) {
    this.#records = parts.records;
    this.#lock = parts.lock;
    this.#operations = parts.operations;
    this.#progress = parts.progress;
  }

  /** The record when `action` is allowed now. */
  check(action: SessionAction, sessionId: string): SessionRecord {
    const record = this.#records.get(sessionId);
    const doing = this.#lock.holder(sessionId);
    if (doing !== undefined) throw sessionBusy({ session_id: sessionId, doing: `${doing} is under way` });
    if (!isAllowed(action, record.status)) {
      throw wrongState({
        session_id: sessionId,
        action,
        status: record.status,
        needs: [...allowedFrom[action]],
      });
    }
    return record;
  }

  async run<T>(step: Step, work: (record: SessionRecord) => Promise<T>): Promise<T> {
    const { action, sessionId, during } = step;
    const before = this.check(action, sessionId);
    using held = this.#lock.tryHold(sessionId, action);
    if (held === undefined) throw sessionBusy({ session_id: sessionId, doing: `${action} is under way` });
    const began = performance.now();
    const record =
      during === undefined
        ? before
        : this.#records.change(sessionId, { status: during, statusBefore: before.status });
    try {
      const result = await work(record);
      this.#record(step, performance.now() - began, 'done');
      return result;
    } catch (error) {
      if (during !== undefined && this.#records.find(sessionId)?.status === during) {
        this.#records.change(sessionId, { status: before.status });
      }
      this.#record(step, performance.now() - began, (error as Error).message, 'error');
      throw error;
    } finally {
      this.#progress.clear(sessionId);
    }
  }

  #record({ action, sessionId, call }: Step, ms: number, message: string, level?: 'error'): void {
    this.#operations.record({
      operation: `session.${action}`,
      session_id: sessionId,
      message,
      user: call.user,
      ms,
      ...(level && { level }),
    });
  }
}
