import type { Logger } from 'pino';
import type { LimitHits } from '../../../adapters/docker/container/limit-hits.ts';
import type { Engine } from '../../../adapters/docker/engine.ts';
import type { SessionRecord } from '../../../adapters/store/session-record.ts';
import {
  sessionMemoryLimit,
  sessionProcessLimit,
  sessionTmpFull,
} from '../../../domain/session/session-errors.ts';
import type { OperationLog } from '../../operation-log.ts';
import type { AgentWatch } from '../agent/agent-watch.ts';
import { processLimit, tmpShareOfMemory } from '../container-spec.ts';
import type { SessionRecords } from '../session-records.ts';
import { RegularLook } from './regular-look.ts';

const everyMs = 2_000;
const ours = new Set<string>([sessionMemoryLimit.kind, sessionProcessLimit.kind, sessionTmpFull.kind]);
const none: LimitHits = { processes: 0, memory: 0, tmpFull: false };

export interface LimitWatchParts {
  engine: Pick<Engine, 'limitHits'>;
  records: SessionRecords;
  agents: Pick<AgentWatch, 'conversation'>;
  operations: OperationLog;
  stopping: AbortSignal;
  log: Logger;
}

/**
 * Says when the kernel refuses a session processes or room in /tmp, or ends one of its processes for lack of memory.
 * The agent itself may be well and not know why its tools fail. It is a problem until the next turn, and stays in the log.
 */
export class LimitWatch implements Disposable {
  readonly #parts: LimitWatchParts;
  readonly #looks: RegularLook;
  /** What was refused so far, by container. */
  readonly #seen = new Map<string, LimitHits>();
  /** The turn in which it was said. */
  readonly #saidIn = new Map<string, number>();
  readonly #older: ReadonlySet<string | null>;

  constructor(parts: LimitWatchParts) {
    this.#parts = parts;
    this.#older = new Set(parts.records.list({ status: 'running' }).map(({ containerId }) => containerId));
    const { stopping, log } = parts;
    const failure = 'the limits of the sessions could not be looked at';
    this.#looks = new RegularLook(async () => this.#lookAround(), { everyMs, stopping, log, failure });
  }

  [Symbol.dispose](): void {
    this.#looks[Symbol.dispose]();
  }

  /** Never throws. */
  async look(): Promise<void> {
    await this.#looks.now();
  }

  async #lookAround(): Promise<void> {
    const running = this.#parts.records.list({ status: 'running' });
    for (const record of running) await this.#compare(record);
    this.#forgetOthers(running);
  }

  async #compare(record: SessionRecord): Promise<void> {
    const { sessionId, containerId } = record;
    const now = containerId === null ? undefined : await this.#parts.engine.limitHits(containerId);
    if (containerId === null || now === undefined) return;
    // What it met before this server was there has been said, and may be long over.
    const before = this.#seen.get(containerId) ?? (this.#older.has(containerId) ? now : none);
    this.#seen.set(containerId, now);
    // To have too little memory is the graver of the two, and ends processes that were there.
    const limit_bytes = record.spec.memory_gb * 2 ** 30;
    if (now.memory > before.memory) {
      this.#say(record, sessionMemoryLimit({ session_id: sessionId, limit_bytes }));
    } else if (now.processes > before.processes)
      this.#say(record, sessionProcessLimit({ session_id: sessionId, limit: processLimit }));
    else if (now.tmpFull && !before.tmpFull) {
      const tmp_bytes = limit_bytes * tmpShareOfMemory;
      this.#say(record, sessionTmpFull({ session_id: sessionId, limit_bytes: tmp_bytes }));
    } else if (!now.tmpFull || record.problem?.kind !== sessionTmpFull.kind) this.#letGo(record);
  }

  #say(
    { sessionId, containerId }: SessionRecord,
    { kind, message }: { kind: string; message: string },
  ): void {
    const { records, operations } = this.#parts;
    const record = records.find(sessionId);
    if (record?.status !== 'running' || record.containerId !== containerId) return;
    this.#saidIn.set(sessionId, this.#turnOf(sessionId));
    // Whatever else is wrong is not hidden by it.
    if (record.problem?.kind === kind || (record.problem !== null && !isOurs(record.problem))) return;
    records.change(sessionId, { problem: { kind, message, since: new Date().toISOString() } });
    operations.record({ operation: 'session.limit', session_id: sessionId, message, level: 'warn' });
  }

  #letGo({ sessionId, problem }: SessionRecord): void {
    if (!isOurs(problem)) return;
    const turn = this.#turnOf(sessionId);
    const saidIn = this.#saidIn.get(sessionId);
    if (saidIn === undefined) this.#saidIn.set(sessionId, turn);
    else if (turn > saidIn) this.#parts.records.change(sessionId, { problem: null });
  }

  #turnOf(sessionId: string): number {
    return this.#parts.agents.conversation(sessionId)?.facts.turn ?? 0;
  }

  #forgetOthers(running: readonly SessionRecord[]): void {
    const containers = new Set(running.map(({ containerId }) => containerId));
    const sessions = new Set(running.map(({ sessionId }) => sessionId));
    for (const id of this.#seen.keys()) if (!containers.has(id)) this.#seen.delete(id);
    for (const id of this.#saidIn.keys()) if (!sessions.has(id)) this.#saidIn.delete(id);
  }
}

function isOurs(problem: SessionRecord['problem']): boolean {
  return problem !== null && ours.has(problem.kind);
}
