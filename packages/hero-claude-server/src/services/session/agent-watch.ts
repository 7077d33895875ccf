import { readFileSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Conversation } from '../../adapters/claude/conversation.ts';
import type { BridgedServer } from '../../adapters/claude/mcp-servers.ts';
import type { IngestedMessage } from '../../adapters/claude/message-ingest.ts';
import { type ContainerOutcome, unseenOutcome } from '../../adapters/docker/container-state.ts';
import type { Engine } from '../../adapters/docker/engine.ts';
import type { Database } from '../../adapters/store/database.ts';
import type { SessionRecord } from '../../adapters/store/session-record.ts';
import type { AgentState } from '../../domain/agent.ts';
import { agentGone, agentSilent } from '../../domain/agent-errors.ts';
import { containerNotFound } from '../../domain/engine-errors.ts';
import type { SessionFolder } from '../../domain/session-folder.ts';
import type { Owner } from './folder.ts';
import { HoldBack } from './hold-back.ts';

const endTimeoutMs = 5_000;
const interruptTimeoutMs = 30_000;

interface LiveAgent {
  conversation: Conversation;
  hold: HoldBack;
  /** How the process ended, once it has; undefined before its container was started. */
  exit: Promise<ContainerOutcome> | undefined;
  /** We asked it to end, so its end is no news. */
  ending: boolean;
  waiters: Set<() => void>;
}

export interface AgentWatchParts {
  db: Database;
  engine: Engine;
  owner: Owner;
  stopping: AbortSignal;
  log: Logger;
  /** What a person sees of the agent changed. */
  onState: (sessionId: string, state: AgentState) => void;
  /** Within the transaction that keeps these lines. */
  onStoring: (messages: readonly IngestedMessage[]) => void;
  /** So many lines were stored, this long after the last of them was written. */
  onStored: (lines: number, lagMs: number) => void;
  /** The journals were touched by somebody else than the agent's own writing. */
  onTampered: (sessionId: string, what: string) => void;
  /** The process ended although nobody here asked for it. */
  onExit: (sessionId: string, outcome: ContainerOutcome) => Promise<void>;
}

/** The conversations with all agents that run now, and the news of their ends. */
export class AgentWatch implements AsyncDisposable {
  readonly #parts: AgentWatchParts;
  readonly #agents = new Map<string, LiveAgent>();
  readonly #bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

  constructor(parts: AgentWatchParts) {
    this.#parts = parts;
  }

  has(sessionId: string): boolean {
    return this.#agents.has(sessionId);
  }

  conversation(sessionId: string): Conversation | undefined {
    return this.#agents.get(sessionId)?.conversation;
  }

  /** Prepares the journals for an agent that is about to start. */
  async begin(
    record: SessionRecord,
    folder: SessionFolder,
    bridged: Readonly<Record<string, BridgedServer>>,
  ): Promise<Conversation> {
    await this.close(record.sessionId);
    const { conversation } = await this.#open(record, folder, bridged);
    return this.#closeOnFailure(record.sessionId, async () => {
      await conversation.begin();
      return conversation;
    });
  }

  /** Takes up the conversation with an agent that runs already, and watches for its end. */
  async adopt(
    record: SessionRecord,
    folder: SessionFolder,
    bridged: Readonly<Record<string, BridgedServer>>,
    containerId: string,
  ): Promise<void> {
    const agent = await this.#open(record, folder, bridged);
    await this.#closeOnFailure(record.sessionId, async () => agent.conversation.resume());
    void this.#followExit(agent, containerId);
    this.#reportExit(record.sessionId, agent);
  }

  /** Keeps what an agent wrote that ended while nobody listened. */
  async readRest(record: SessionRecord, folder: SessionFolder): Promise<void> {
    await this.#open(record, folder, {});
    await this.close(record.sessionId);
  }

  /** Resolves when the agent in the container has answered; null, or how it ended instead. */
  async ready(
    sessionId: string,
    containerId: string,
    patience: { signal: AbortSignal; timeoutMs: number },
  ): Promise<ContainerOutcome | null> {
    const agent = this.#agents.get(sessionId);
    if (agent === undefined) return null;
    const exit = this.#followExit(agent, containerId);
    const answered = agent.conversation
      .ready(patience)
      .then(() => null)
      .catch((error: unknown) => {
        if (agentGone.is(error)) return exit;
        throw error;
      });
    const outcome = await Promise.race([answered, exit]);
    if (outcome === null) this.#reportExit(sessionId, agent);
    return outcome;
  }

  /**
   * Ends the turn under way and waits until the agent is idle.
   * @throws agent.no_answer
   */
  async interrupt(sessionId: string): Promise<void> {
    const agent = this.#agents.get(sessionId);
    if (agent !== undefined)
      await this.#interrupt(sessionId, agent, () => !isWorking(agent.conversation.state()));
  }

  /**
   * Ends the turn under way; the next prompt may begin another at once.
   * @returns false when there is none
   * @throws agent.no_answer
   */
  async endTurn(sessionId: string): Promise<boolean> {
    const agent = this.#agents.get(sessionId);
    if (agent?.conversation.facts.phase !== 'working') return false;
    const { turn } = agent.conversation.facts;
    await this.#interrupt(sessionId, agent, () => {
      const now = agent.conversation.facts;
      return now.phase !== 'working' || now.turn !== turn;
    });
    return true;
  }

  /** Like `interrupt`, for an agent that will be ended anyway: not answering is fine. */
  async quiet(sessionId: string): Promise<void> {
    const state = this.#agents.get(sessionId)?.conversation.state();
    // One that still starts has no turn to end, and does not listen yet.
    if (state === undefined || state.state === 'starting' || !isWorking(state)) return;
    await this.interrupt(sessionId).catch((error: unknown) => {
      this.#parts.log.info({ err: error, session_id: sessionId }, 'the agent did not answer an interrupt');
    });
  }

  /** Asks the agent to end by itself and gives it a few seconds. */
  async end(sessionId: string): Promise<void> {
    const agent = this.#agents.get(sessionId);
    if (agent === undefined) return;
    agent.ending = true;
    await agent.conversation.end(AbortSignal.timeout(endTimeoutMs)).catch(() => undefined);
    const patience = new AbortController();
    await Promise.race([
      agent.exit?.catch(() => undefined),
      delay(endTimeoutMs, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
  }

  /** The agent could not be ended after all: its end is news again, also when it has come already. */
  watchOn(sessionId: string): void {
    const agent = this.#agents.get(sessionId);
    if (agent?.exit === undefined) return;
    agent.ending = false;
    this.#reportExit(sessionId, agent);
  }

  /** Keeps what the ended agent wrote last and closes its journals. */
  async close(sessionId: string): Promise<void> {
    const agent = this.#agents.get(sessionId);
    if (agent === undefined) return;
    agent.ending = true;
    this.#agents.delete(sessionId);
    agent.hold[Symbol.dispose]();
    try {
      await agent.conversation.agentEnded(null);
    } finally {
      await agent.conversation[Symbol.asyncDispose]();
    }
  }

  /** Stops reading; the agents go on and the next server takes up where this one ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    const agents = [...this.#agents.values()];
    this.#agents.clear();
    for (const { hold } of agents) hold[Symbol.dispose]();
    await Promise.all(agents.map(({ conversation }) => conversation[Symbol.asyncDispose]()));
  }

  async #interrupt(sessionId: string, agent: LiveAgent, ended: () => boolean): Promise<void> {
    const { stopping } = this.#parts;
    const timeout = AbortSignal.timeout(interruptTimeoutMs);
    const signal = AbortSignal.any([timeout, stopping]);
    try {
      await agent.conversation.interrupt(signal);
      await this.#until(agent, ended, signal);
    } catch (error) {
      if (!timeout.aborted || stopping.aborted) throw error;
      const seconds = interruptTimeoutMs / 1000;
      throw agentSilent({ session_id: sessionId, request: 'interrupt', seconds }, { cause: error });
    }
  }

  async #closeOnFailure<T>(sessionId: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const agent = this.#agents.get(sessionId);
      this.#agents.delete(sessionId);
      await agent?.conversation[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #open(
    { sessionId }: SessionRecord,
    folder: SessionFolder,
    bridged: Readonly<Record<string, BridgedServer>>,
  ): Promise<LiveAgent> {
    const { db, engine, owner, log, onState, onStoring, onStored, onTampered } = this.#parts;
    const waiters = new Set<() => void>();
    const hold = new HoldBack({ engine, sessionId, log });
    const conversation = await Conversation.open({
      sessionId,
      db,
      files: { out: folder.out, in: folder.in, err: folder.err },
      ...owner,
      bridged,
      bootId: this.#bootId,
      log,
      hooks: {
        storing: onStoring,
        stored: (messages) => onStored(messages.length, sinceLastWrite(folder.out)),
        state: (state) => {
          onState(sessionId, state);
          for (const waiter of waiters) waiter();
        },
        backlog: (pause) => hold.wish(pause),
        tampered: (what) => onTampered(sessionId, `${what.kind} from byte ${what.from} to ${what.to}`),
        trouble: (error) => {
          if (error !== null)
            log.error({ err: error, session_id: sessionId }, 'lines of an agent cannot be kept');
        },
      },
    });
    const agent: LiveAgent = { conversation, hold, exit: undefined, ending: false, waiters };
    this.#agents.set(sessionId, agent);
    return agent;
  }

  #followExit(agent: LiveAgent, containerId: string): Promise<ContainerOutcome> {
    const exit = this.#parts.engine.waitForExit(containerId, this.#parts.stopping);
    exit.catch(() => undefined);
    agent.exit = exit;
    return exit;
  }

  /** From now on the end of the process is news, unless we asked for it. */
  #reportExit(sessionId: string, agent: LiveAgent): void {
    const { stopping, log, onExit } = this.#parts;
    const report = async () => {
      const outcome = await agent.exit?.catch((error: unknown) => {
        if (containerNotFound.is(error)) return unseenOutcome('its container was removed from outside');
        throw error;
      });
      if (outcome === undefined || agent.ending || this.#agents.get(sessionId) !== agent) return;
      await agent.conversation.agentEnded(outcome.exitCode);
      await onExit(sessionId, outcome);
    };
    report().catch((error: unknown) => {
      if (stopping.aborted) return;
      log.warn({ err: error, session_id: sessionId }, 'the end of an agent could not be followed');
    });
  }

  #until(agent: LiveAgent, holds: () => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (signal.aborted) finish(() => reject(signal.reason as Error));
        else if (holds()) finish(resolve);
      };
      const finish = (settle: () => void) => {
        agent.waiters.delete(look);
        signal.removeEventListener('abort', look);
        settle();
      };
      agent.waiters.add(look);
      signal.addEventListener('abort', look, { once: true });
      look();
    });
  }
}

function sinceLastWrite(path: string): number {
  const written = statSync(path, { throwIfNoEntry: false });
  return written === undefined ? 0 : Date.now() - written.mtimeMs;
}

function isWorking({ state }: AgentState): boolean {
  return state !== 'idle' && state !== 'exited';
}
