import { setTimeout as delay } from 'node:timers/promises';
import { RpcError } from 'hero-rpc';
import type { SessionRecord } from '../../../adapters/store/session-record.ts';
import { type AutoResume as Due, nextResume } from '../../../domain/agent/auto-resume.ts';
import { engineTimeout } from '../../../domain/container/engine-errors.ts';
import { sessionBusy, tooManyRunning, wrongState } from '../../../domain/session/session-errors.ts';
import { startSession } from '../lifecycle/start-session.ts';
import type { SessionParts } from '../session-parts.ts';
import { crashLoop } from './crash-loop.ts';

/** Each start loads the machine for a moment: the next one waits for it, but no longer than this. */
const staggerMs = 5_000;
const busyRetryMs = 1_000;
const awayRetryMs = 3_000;
const call = {};

/**
 * Starts the sessions again whose agents ended without anybody's asking, one after the other and each when it is
 * due. What is due is on record, so it does not matter which run of the server comes to it.
 */
export class AutoResume implements AsyncDisposable {
  readonly #parts: SessionParts;
  readonly #underWay = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #again = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** Something may be due: now, or from some moment on. */
  look(): void {
    this.#again = true;
    if (!this.#parts.stopping.aborted) this.#looking ??= this.#lookNow();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    await this.#looking;
  }

  async #lookNow(): Promise<void> {
    clearTimeout(this.#timer);
    let waitMs: number | null = null;
    while (this.#again) {
      this.#again = false;
      waitMs = await this.#startDue().catch((error: unknown) => {
        this.#parts.log.error({ err: error }, 'looking for sessions to resume failed');
        return busyRetryMs;
      });
    }
    this.#looking = undefined;
    if (waitMs !== null && !this.#parts.stopping.aborted) this.#timer = setTimeout(() => this.look(), waitMs);
  }

  /** @returns after how long to look again; null when nothing waits */
  async #startDue(): Promise<number | null> {
    for (;;) {
      const waiting = this.#parts.records
        .toResume()
        .filter(({ sessionId }) => !this.#underWay.has(sessionId));
      const [next] = waiting;
      if (next === undefined) return this.#underWay.size > 0 ? busyRetryMs : null;
      const waitMs = Date.parse(next.resume?.due_at ?? '') - Date.now();
      if (waitMs > 0) return Math.min(waitMs, awayRetryMs);
      if (this.#parts.stopping.aborted) return null;
      this.#underWay.add(next.sessionId);
      const started = this.#start(next).finally(() => this.#underWay.delete(next.sessionId));
      const patience = new AbortController();
      await Promise.race([started, delay(staggerMs, undefined, { signal: patience.signal }).catch(() => {})]);
      patience.abort();
    }
  }

  async #start({ sessionId, resume }: SessionRecord): Promise<void> {
    const { records, operations, stopping } = this.#parts;
    if (resume === null) return;
    try {
      await startSession(this.#parts, { session_id: sessionId, resume }, call);
      const message = `started again by itself (attempt ${resume.attempt}): ${resume.reason}`;
      operations.record({ operation: 'session.resumed', session_id: sessionId, message });
    } catch (error) {
      const now = records.find(sessionId);
      // A person was quicker, or has stopped it.
      if (stopping.aborted || now?.resume?.due_at == null) return;
      records.change(sessionId, this.#afterFailure(now, resume, error as Error));
    }
  }

  #afterFailure(record: SessionRecord, resume: Due, error: Error): Partial<SessionRecord> {
    const later = (ms: number) => ({ ...resume, due_at: new Date(Date.now() + ms).toISOString() });
    if (sessionBusy.is(error) || wrongState.is(error)) return { resume: later(busyRetryMs) };
    if (tooManyRunning.is(error) || isPassing(error))
      return { resume: { ...later(awayRetryMs), reason: error.message } };
    const next = nextResume(resume, error.message, Date.now(), this.#parts.config.resume);
    if (next !== null) return { resume: next, problem: null };
    return { resume: null, problem: crashLoop(record.sessionId, resume.attempt, error.message) };
  }
}

/** What is away comes back, and until then no attempt is lost. */
function isPassing(error: Error): boolean {
  return engineTimeout.is(error) || (error instanceof RpcError && error.family === 'unavailable');
}
