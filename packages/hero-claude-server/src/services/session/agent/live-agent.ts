import { statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Conversation } from '../../../adapters/claude/conversation.ts';
import type { HostSide } from '../../../adapters/claude/host/host-side.ts';
import type { IngestedMessage } from '../../../adapters/claude/journal/message-ingest.ts';
import type { ContainerOutcome } from '../../../adapters/docker/container/container-state.ts';
import type { Engine } from '../../../adapters/docker/engine.ts';
import type { Database } from '../../../adapters/store/database.ts';
import type { AgentState } from '../../../domain/agent/agent.ts';
import { agentSilent } from '../../../domain/agent/agent-errors.ts';
import type { StuckLimits } from '../../../domain/agent/agent-state.ts';
import { type PartialText, PartialTexts } from '../../../domain/agent/partial-text.ts';
import { staggerOf } from '../../../domain/agent/self-prompt.ts';
import type { SessionFolder } from '../../../domain/session/session-folder.ts';
import { RateWindow } from '../../../lib/rate-window.ts';
import type { Owner } from '../folder.ts';
import { HoldBack } from './hold-back.ts';

const endTimeoutMs = 5_000;
const interruptTimeoutMs = 30_000;

/** What every agent that runs is followed with. */
export interface LiveAgentParts {
  db: Database;
  engine: Engine;
  owner: Owner;
  stopping: AbortSignal;
  watchdogs: Pick<StuckLimits, 'firstByteMs' | 'silenceMs' | 'resultToIdleMs'>;
  /** Within so long after the end of the account's limit each session goes on at a moment of its own. */
  quotaSpreadMs: number;
  log: Logger;
  /** What a person sees of the agent changed. */
  onState: (sessionId: string, state: AgentState) => void;
  /** Within the transaction that keeps these lines. */
  onStoring: (messages: readonly IngestedMessage[]) => void;
  /** So many lines were stored, this long after the last of them was written. */
  onStored: (lines: number, lagMs: number) => void;
  /** What the agent is saying; it is not kept. */
  onPartial: (texts: readonly PartialText[]) => void;
  /** The journals were touched by somebody else than the agent's own writing. */
  onTampered: (sessionId: string, what: string) => void;
  /** The agent writes faster than its lines can be kept, so its container waits; said once a minute. */
  onHeldBack: (sessionId: string) => void;
}

export interface LiveAgentFiles {
  sessionId: string;
  folder: SessionFolder;
  host: HostSide;
  bootId: string;
  /** It runs set-up commands before it answers. */
  hasSetup: boolean;
}

const setupMs = 3_600_000;

/** One agent that runs or is about to: its conversation, the end of its container, and who waits for either. */
export class LiveAgent {
  readonly sessionId: string;
  readonly conversation: Conversation;
  /** We asked it to end, so its end is no news. */
  ending = false;
  readonly #parts: LiveAgentParts;
  readonly #hold: HoldBack;
  readonly #waiters: Set<() => void>;
  #exit: Promise<ContainerOutcome> | undefined;

  private constructor(
    sessionId: string,
    conversation: Conversation,
    hold: HoldBack,
    waiters: Set<() => void>,
    parts: LiveAgentParts,
  ) {
    this.sessionId = sessionId;
    this.conversation = conversation;
    this.#hold = hold;
    this.#waiters = waiters;
    this.#parts = parts;
  }

  static async open(files: LiveAgentFiles, parts: LiveAgentParts): Promise<LiveAgent> {
    const { sessionId, folder, host, bootId, hasSetup } = files;
    const { db, engine, owner, log, onState, onStoring, onStored, onPartial, onTampered, onHeldBack } = parts;
    const partialTexts = new PartialTexts(sessionId);
    const waiters = new Set<() => void>();
    const hold = new HoldBack({ engine, sessionId, log });
    const reports = new RateWindow(1, 60_000, Date.now);
    const conversation = await Conversation.open({
      sessionId,
      db,
      files: { out: folder.out, in: folder.in, err: folder.err },
      ...owner,
      bridged: host.bridged,
      operatorHooks: host.hooks,
      bootId,
      stuckLimits: {
        ...parts.watchdogs,
        startMs: parts.watchdogs.firstByteMs + (hasSetup ? setupMs : 0),
        quotaStaggerMs: staggerOf(sessionId, parts.quotaSpreadMs),
      },
      log,
      hooks: {
        storing: onStoring,
        stored: (messages, partial) => {
          if (partial.length > 0) onPartial(partialTexts.read(partial));
          if (messages.length > 0) onStored(messages.length, sinceLastWrite(folder.out));
        },
        state: (state) => {
          onState(sessionId, state);
          for (const waiter of waiters) waiter();
        },
        backlog: (pause) => {
          hold.wish(pause);
          if (pause && reports.take()) onHeldBack(sessionId);
        },
        tampered: (what) => onTampered(sessionId, `${what.kind} from byte ${what.from} to ${what.to}`),
        trouble: (error) => {
          if (error !== null)
            log.error({ err: error, session_id: sessionId }, 'lines of an agent cannot be kept');
        },
      },
    });
    return new LiveAgent(sessionId, conversation, hold, waiters, parts);
  }

  /** How the process ended, once it has; undefined before its container was started. */
  get exit(): Promise<ContainerOutcome> | undefined {
    return this.#exit;
  }

  get isWorking(): boolean {
    const { state } = this.conversation.state();
    return state !== 'idle' && state !== 'exited';
  }

  followExit(containerId: string): Promise<ContainerOutcome> {
    const exit = this.#parts.engine.waitForExit(containerId, this.#parts.stopping);
    exit.catch(() => undefined);
    this.#exit = exit;
    return exit;
  }

  /**
   * Interrupts the agent and waits until `ended` holds.
   * @throws agent.no_answer
   */
  async interrupt(ended: () => boolean): Promise<void> {
    const { stopping } = this.#parts;
    const timeout = AbortSignal.timeout(interruptTimeoutMs);
    const signal = AbortSignal.any([timeout, stopping]);
    try {
      await this.conversation.interrupt(signal);
      await this.#until(ended, signal);
    } catch (error) {
      if (!timeout.aborted || stopping.aborted) throw error;
      const facts = {
        session_id: this.sessionId,
        request: 'interrupt',
        seconds: interruptTimeoutMs / 1000,
      };
      throw agentSilent(facts, { cause: error });
    }
  }

  /** Asks the agent to end by itself and gives it a few seconds. */
  async end(): Promise<void> {
    this.ending = true;
    await this.conversation.end(AbortSignal.timeout(endTimeoutMs)).catch(() => undefined);
    const patience = new AbortController();
    await Promise.race([
      this.#exit?.catch(() => undefined),
      delay(endTimeoutMs, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
  }

  /** Keeps what the ended agent wrote last and closes its journals. */
  async close(): Promise<void> {
    this.ending = true;
    this.#hold[Symbol.dispose]();
    try {
      await this.conversation.agentEnded(null);
    } finally {
      await this.conversation[Symbol.asyncDispose]();
    }
  }

  /** Stops reading; the agent goes on. */
  async leave(): Promise<void> {
    this.#hold[Symbol.dispose]();
    await this.conversation[Symbol.asyncDispose]();
  }

  #until(holds: () => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (signal.aborted) finish(() => reject(signal.reason as Error));
        else if (holds()) finish(resolve);
      };
      const finish = (settle: () => void) => {
        this.#waiters.delete(look);
        signal.removeEventListener('abort', look);
        settle();
      };
      this.#waiters.add(look);
      signal.addEventListener('abort', look, { once: true });
      look();
    });
  }
}

function sinceLastWrite(path: string): number {
  const written = statSync(path, { throwIfNoEntry: false });
  return written === undefined ? 0 : Date.now() - written.mtimeMs;
}
