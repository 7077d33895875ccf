import { createHash } from 'node:crypto';
import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { tokenVariable } from '../../../adapters/claude/launch/agent-environment.ts';
import type { Engine } from '../../../adapters/docker/engine.ts';
import type { EgressSpec, Gateway } from '../../../adapters/gateway.ts';
import type { SessionRecord } from '../../../adapters/store/session-record.ts';
import { gatewayForgot, gatewayUnreachable } from '../../../domain/container/gateway-errors.ts';
import { newSessionToken } from '../../../domain/ids.ts';
import type { EgressPolicy } from '../../../domain/session/session.ts';
import type { SessionSpec } from '../../../domain/session/session-params.ts';
import type { KeyedLock } from '../../../lib/keyed-lock.ts';
import type { OperationLog } from '../../operation-log.ts';
import type { Owner } from '../folder.ts';
import type { SessionRecords } from '../session-records.ts';

const retryMs = 30_000;
const compareMs = 10_000;

type LimitSpec = Pick<SessionSpec, 'budget_usd' | 'token_limit'>;

export interface OpenDoors {
  /** Where the session's sockets are. */
  runDir: string;
  token: string;
}

export interface GatewaySessionsParts {
  gateway: Gateway;
  engine: Pick<Engine, 'variable'>;
  operations: OperationLog;
  records: SessionRecords;
  lock: KeyedLock;
  owner: Owner;
  dataDir: string;
  log: Logger;
}

/**
 * The doors that the gateway keeps open for sessions. Nobody fails for a door that could not be closed: its
 * container is gone and the token with it, so it is looked for again when the gateway answers.
 */
export class GatewaySessions implements Disposable {
  readonly #parts: GatewaySessionsParts;
  /** Sessions of which the gateway may follow something else than what is on record. */
  readonly #unaligned = new Set<string>();
  #retry: NodeJS.Timeout | undefined;
  #compare: NodeJS.Timeout | undefined;

  constructor(parts: GatewaySessionsParts) {
    this.#parts = parts;
  }

  /** Opens both sockets of the session, under a token that only this container gets. */
  async open(record: SessionRecord): Promise<OpenDoors> {
    const token = newSessionToken();
    return { runDir: await this.#open(record, token), token };
  }

  async #open({ sessionId, spec }: SessionRecord, token: string): Promise<string> {
    const { gateway, owner } = this.#parts;
    const runDir = this.#runDir(sessionId);
    await mkdir(runDir, { recursive: true, mode: 0o755 });
    await this.setLimits(sessionId, spec);
    await gateway.open({
      session_id: sessionId,
      token_sha256: createHash('sha256').update(token).digest('hex'),
      run_dir: runDir,
      uid: owner.uid,
      gid: owner.gid,
      egress: specOf(spec.egress),
    });
    return runDir;
  }

  /** From now on a gateway that has forgotten a session, or missed a change of one, is told of it again. */
  watch(): void {
    this.#compare ??= setInterval(() => void this.reopenForgotten(), compareMs).unref();
  }

  /** Opens the doors of running agents that the gateway does not know any more, for the token they have. Never throws. */
  async reopenForgotten(): Promise<void> {
    const { gateway, records, lock, log } = this.#parts;
    try {
      const known = new Set(await gateway.list());
      for (const record of records.list({ status: 'running' })) {
        const { sessionId } = record;
        if (!known.has(sessionId) && lock.holder(sessionId) === undefined) await this.#reopen(record);
      }
      for (const sessionId of this.#unaligned) await this.#alignAgain(sessionId);
    } catch (error) {
      if (!gatewayUnreachable.is(error))
        log.warn({ err: error }, 'the sessions of the gateway could not be compared with ours');
    }
  }

  async #reopen(record: SessionRecord): Promise<void> {
    const { engine, records, operations, lock, log } = this.#parts;
    const { sessionId, containerId } = record;
    using held = lock.tryHold(sessionId, 'opening its way to the model again');
    if (held === undefined || containerId === null || records.find(sessionId)?.status !== 'running') return;
    try {
      const token = await engine.variable(containerId, tokenVariable);
      if (token === undefined) throw gatewayForgot({ session_id: sessionId });
      await this.#open(record, token);
      const message = 'the gateway had forgotten the session; its way to the model is open again';
      operations.record({ operation: 'gateway.reopened', session_id: sessionId, message, level: 'warn' });
      if (record.problem?.kind === gatewayForgot.kind) records.change(sessionId, { problem: null });
    } catch (error) {
      log.warn({ err: error, session_id: sessionId }, 'a session the gateway forgot cannot be opened again');
      const { kind, message, hint } = gatewayForgot({ session_id: sessionId });
      if (record.problem !== null) return;
      const problem = { kind, message: `${message}: ${hint}`, since: new Date().toISOString() };
      records.change(sessionId, { problem });
    }
  }

  /** Changes what the container of the session may reach, from its next request on. */
  async setEgress(sessionId: string, egress: EgressPolicy): Promise<void> {
    await this.#parts.gateway.setEgress(sessionId, specOf(egress));
  }

  /** Says what the session may use, from its next model call on. */
  async setLimits(sessionId: string, { budget_usd, token_limit }: LimitSpec): Promise<void> {
    const limits = { budgetUsd: budget_usd ?? null, tokens: token_limit ?? null };
    await this.#parts.gateway.setLimits(sessionId, limits);
  }

  /**
   * Has the gateway follow what is on record: a change may have been cut between the two. What fails is tried again
   * when the gateway answers. Never throws.
   */
  async align({ sessionId, spec }: SessionRecord): Promise<void> {
    try {
      await this.setEgress(sessionId, spec.egress);
      await this.setLimits(sessionId, spec);
      this.#unaligned.delete(sessionId);
    } catch (error) {
      this.#unaligned.add(sessionId);
      const { log } = this.#parts;
      log.warn({ err: error, session_id: sessionId }, 'egress policy and limits could not be compared');
    }
  }

  async #alignAgain(sessionId: string): Promise<void> {
    const { records, lock } = this.#parts;
    using held = lock.tryHold(sessionId, 'telling the gateway what it may reach');
    if (held === undefined) return;
    const record = records.find(sessionId);
    if (record === undefined || record.containerId === null) this.#unaligned.delete(sessionId);
    else await this.align(record);
  }

  /** Never throws. */
  async close(sessionId: string): Promise<void> {
    const { gateway, log } = this.#parts;
    try {
      await gateway.close(sessionId);
      await rmdir(this.#runDir(sessionId)).catch(() => undefined);
    } catch (error) {
      log.warn({ err: error, session_id: sessionId }, 'the gateway still serves a session that has ended');
      this.#retry ??= setTimeout(() => {
        this.#retry = undefined;
        void this.closeOrphans();
      }, retryMs).unref();
    }
  }

  /** Closes what no session with a container, or on its way to one, stands behind. Never throws. */
  async closeOrphans(): Promise<void> {
    const { gateway, records, lock, log } = this.#parts;
    try {
      for (const sessionId of await gateway.list()) {
        const stands = (records.find(sessionId)?.containerId ?? null) !== null;
        if (!stands && lock.holder(sessionId) === undefined) await this.close(sessionId);
      }
    } catch (error) {
      log.warn({ err: error }, 'the sessions of the gateway could not be compared with ours');
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#retry);
    clearInterval(this.#compare);
  }

  #runDir(sessionId: string): string {
    return join(this.#parts.dataDir, 'run', sessionId);
  }
}

function specOf(egress: EgressPolicy): EgressSpec {
  return typeof egress === 'string' ? { policy: egress } : egress;
}
