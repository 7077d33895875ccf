import { readFileSync } from 'node:fs';
import type { Conversation } from '../../../adapters/claude/conversation.ts';
import { type HostSide, nothingOnTheHost } from '../../../adapters/claude/host/host-side.ts';
import { type ContainerOutcome, unseenOutcome } from '../../../adapters/docker/container/container-state.ts';
import type { SessionRecord } from '../../../adapters/store/session-record.ts';
import { agentGone } from '../../../domain/agent/agent-errors.ts';
import { containerNotFound } from '../../../domain/container/engine-errors.ts';
import type { SessionFolder } from '../../../domain/session/session-folder.ts';
import { LiveAgent, type LiveAgentParts } from './live-agent.ts';

export interface AgentWatchParts extends LiveAgentParts {
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
    host: HostSide,
    options: { resumeTurn: boolean },
  ): Promise<Conversation> {
    await this.close(record.sessionId);
    const agent = await this.#open(record, folder, host);
    await this.#leaveOnFailure(agent, async () => agent.conversation.begin(options));
    return agent.conversation;
  }

  /** Takes up the conversation with an agent that runs already, and watches for its end. */
  async adopt(
    record: SessionRecord,
    folder: SessionFolder,
    host: HostSide,
    containerId: string,
  ): Promise<void> {
    const agent = await this.#open(record, folder, host);
    await this.#leaveOnFailure(agent, async () => agent.conversation.resume());
    void agent.followExit(containerId);
    this.#reportExit(agent);
  }

  /** Keeps what an agent wrote that ended while nobody listened. */
  async readRest(record: SessionRecord, folder: SessionFolder): Promise<void> {
    await this.#open(record, folder, nothingOnTheHost);
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
    const exit = agent.followExit(containerId);
    const answered = agent.conversation
      .ready(patience)
      .then(() => null)
      .catch((error: unknown) => {
        if (agentGone.is(error)) return exit;
        throw error;
      });
    const outcome = await Promise.race([answered, exit]);
    if (outcome === null) this.#reportExit(agent);
    return outcome;
  }

  /**
   * Ends the turn under way and waits until the agent is idle.
   * @throws agent.no_answer
   */
  async interrupt(sessionId: string): Promise<void> {
    const agent = this.#agents.get(sessionId);
    await agent?.interrupt(() => !agent.isWorking);
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
    await agent.interrupt(() => {
      const now = agent.conversation.facts;
      return now.phase !== 'working' || now.turn !== turn;
    });
    return true;
  }

  /** Like `interrupt`, for an agent that will be ended anyway: not answering is fine. */
  async quiet(sessionId: string): Promise<void> {
    const agent = this.#agents.get(sessionId);
    // One that still starts has no turn to end, and does not listen yet.
    if (agent?.isWorking !== true || agent.conversation.state().state === 'starting') return;
    await this.interrupt(sessionId).catch((error: unknown) => {
      this.#parts.log.info({ err: error, session_id: sessionId }, 'the agent did not answer an interrupt');
    });
  }

  /** Asks the agent to end by itself and gives it a few seconds. */
  async end(sessionId: string): Promise<void> {
    await this.#agents.get(sessionId)?.end();
  }

  /** The agent could not be ended after all: its end is news again, also when it has come already. */
  watchOn(sessionId: string): void {
    const agent = this.#agents.get(sessionId);
    if (agent?.exit === undefined) return;
    agent.ending = false;
    this.#reportExit(agent);
  }

  /** Keeps what the ended agent wrote last and closes its journals. */
  async close(sessionId: string): Promise<void> {
    const agent = this.#agents.get(sessionId);
    this.#agents.delete(sessionId);
    await agent?.close();
  }

  /** Stops reading; the agents go on and the next server takes up where this one ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    const agents = [...this.#agents.values()];
    this.#agents.clear();
    await Promise.all(agents.map((agent) => agent.leave()));
  }

  async #leaveOnFailure(agent: LiveAgent, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#agents.delete(agent.sessionId);
      await agent.leave();
      throw error;
    }
  }

  async #open({ sessionId, spec }: SessionRecord, folder: SessionFolder, host: HostSide): Promise<LiveAgent> {
    const files = { sessionId, folder, host, bootId: this.#bootId, hasSetup: spec.setup.length > 0 };
    const agent = await LiveAgent.open(files, this.#parts);
    this.#agents.set(sessionId, agent);
    return agent;
  }

  /** From now on the end of the process is news, unless we asked for it. */
  #reportExit(agent: LiveAgent): void {
    const { stopping, log, onExit } = this.#parts;
    const { sessionId } = agent;
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
}
