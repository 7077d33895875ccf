import type { Call } from 'hero-rpc';
import type { SessionRecord } from '../../adapters/store/session-record.ts';
import { translateFileError } from '../../adapters/translate-file-error.ts';
import { sessionBusy, shuttingDown, wrongState } from '../../domain/session/session-errors.ts';
import {
  allowedFrom,
  isAllowed,
  type SessionAction,
  type SessionStatus,
} from '../../domain/session/session-status.ts';
import type { StepName } from '../../domain/step-points.ts';
import type { KeyedLock } from '../../lib/keyed-lock.ts';
import type { OperationLog } from '../operation-log.ts';
import type { ProgressBoard } from '../progress-board.ts';
import type { SessionRecords } from './session-records.ts';

export interface Step {
  /** One whose points are in the table, so that faults are tried at each; `configure` changes a single row. */
  action: SessionAction & (StepName | 'configure');
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
  readonly #stopping: AbortSignal;
  readonly #buildDir: string;
  readonly #running = new Map<string, { action: SessionAction; cut: AbortController }>();

  constructor(parts: {
    records: SessionRecords;
    lock: KeyedLock;
    operations: OperationLog;
    progress: ProgressBoard;
    buildDir: string;
    /** Aborted when the server stops. */
    stopping: AbortSignal;
  }) {
    this.#records = parts.records;
    this.#lock = parts.lock;
    this.#operations = parts.operations;
    this.#progress = parts.progress;
    this.#stopping = parts.stopping;
    this.#buildDir = parts.buildDir;
    this.#stopping.addEventListener('abort', () => {
      for (const { cut } of this.#running.values()) cut.abort(this.#stopping.reason);
    });
  }

  /** The step of the session that is under way. */
  running(sessionId: string): SessionAction | undefined {
    return this.#running.get(sessionId)?.action;
  }

  /** Cuts the step under way, for `reason`, and waits until it has put things in order. */
  async cut(sessionId: string, reason: Error): Promise<void> {
    this.#running.get(sessionId)?.cut.abort(reason);
    using _held = await this.#lock.hold(sessionId, 'stop');
  }

  /** The record when `action` is allowed now. */
  check(action: SessionAction, sessionId: string): SessionRecord {
    this.#records.get(sessionId);
    const doing = this.#lock.holder(sessionId);
    if (doing !== undefined) throw sessionBusy({ session_id: sessionId, doing: `${doing} is under way` });
    return this.checkStatus(action, sessionId);
  }

  /** The same for what gets along with any step under way. */
  checkStatus(action: SessionAction, sessionId: string): SessionRecord {
    const record = this.#records.get(sessionId);
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

  /**
   * Runs `work` as the only step of the session; its signal is aborted when the step is cut or the server stops.
   * A failed step gives the session its status back. One that the server's end cuts leaves it as it is: the
   * next start of the server finds out how far it came.
   */
  async run<T>(step: Step, work: (record: SessionRecord, signal: AbortSignal) => Promise<T>): Promise<T> {
    const { action, sessionId, during } = step;
    if (this.#stopping.aborted) throw shuttingDown({});
    const before = this.check(action, sessionId);
    using held = this.#lock.tryHold(sessionId, action);
    if (held === undefined) throw sessionBusy({ session_id: sessionId, doing: `${action} is under way` });
    const cut = new AbortController();
    this.#running.set(sessionId, { action, cut });
    const began = performance.now();
    try {
      const record =
        during === undefined
          ? before
          : this.#records.change(sessionId, { status: during, statusBefore: before.status });
      const result = await work(record, cut.signal);
      this.#record(step, performance.now() - began, 'done');
      return result;
    } catch (thrown) {
      if (this.#stopping.aborted) throw shuttingDown({}, { cause: thrown });
      const error = translateFileError(thrown, this.#buildDir);
      this.#giveBack(before, during);
      this.#record(step, performance.now() - began, (error as Error).message, 'error');
      throw error;
    } finally {
      this.#running.delete(sessionId);
      this.#progress.clear(sessionId);
    }
  }

  /** The status of before, unless the step has ended the agent already: then nothing runs. */
  #giveBack(before: SessionRecord, during: SessionStatus | undefined): void {
    const { sessionId, status, statusBefore } = before;
    const now = this.#records.find(sessionId);
    if (now === undefined || (now.status !== during && now.status !== status)) return;
    if (status === 'running' && now.containerId === null) {
      this.#records.change(sessionId, { status: 'stopped', statusBefore: null, agent: null });
    } else if (now.status === during) this.#records.change(sessionId, { status, statusBefore });
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
