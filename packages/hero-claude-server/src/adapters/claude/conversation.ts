import { randomUUID } from 'node:crypto';
import type { AgentState } from '../../domain/agent/agent.ts';
import { agentGone, agentSilent, agentVersion, questionGone } from '../../domain/agent/agent-errors.ts';
import type { AgentFacts } from '../../domain/agent/agent-facts.ts';
import { type JsonObject, textOf } from '../../domain/agent/agent-line.ts';
import { receiptsOf } from '../../domain/agent/agent-receipts.ts';
import { agentState, defaultStuckLimits } from '../../domain/agent/agent-state.ts';
import { cliVersion } from '../../domain/agent/cli-version.ts';
import { ClockWatch } from '../../lib/clock-watch.ts';
import { InputStore } from '../store/input-store.ts';
import { AgentControl } from './agent-control.ts';
import { AgentRequests } from './agent-requests.ts';
import {
  answerLine,
  endsTurn,
  type PromptContent,
  type PromptOptions,
  promptLine,
  requestLine,
} from './control-lines.ts';
import type { ConversationOptions } from './conversation-options.ts';
import { HookRunner } from './host/hook-runner.ts';
import { McpBridge } from './host/mcp-bridge.ts';
import { JournalReader, type Tampering } from './journal/journal-reader.ts';
import { type InputHead, JournalWriter } from './journal/journal-writer.ts';
import { type IngestedMessage, MessageIngest } from './journal/message-ingest.ts';
import { capLog, createOutput } from './journal/output-files.ts';
import { modelId } from './launch/agent-arguments.ts';

const watchMs = 5_000;

/**
 * The conversation with one agent, over the two journals of its session. It can be opened before the agent
 * starts (then `begin`), while it runs (then `resume`), or after it ended, and closed at any time.
 */
export class Conversation implements AsyncDisposable {
  readonly #options: ConversationOptions;
  readonly #now: () => number;
  readonly #clock: ClockWatch;
  readonly #ingest: MessageIngest;
  readonly #inputs: InputStore;
  readonly #writer: JournalWriter;
  readonly #control: AgentControl;
  readonly #bridge: McpBridge;
  readonly #hooks: HookRunner;
  readonly #requests: AgentRequests;
  readonly #closing = new AbortController();
  readonly #stateListeners = new Set<() => void>();
  #reader: JournalReader | null = null;
  #shownState = '';
  #head: InputHead = { bytes: 0, prompts: [] };
  #watch: NodeJS.Timeout | undefined;

  private constructor(options: ConversationOptions) {
    const { sessionId, db, files, uid, gid, bootId } = options;
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#clock = new ClockWatch(options.now);
    const now = this.#now;
    const hooks = { storing: this.#storing.bind(this), stored: this.#stored.bind(this) };
    this.#ingest = new MessageIngest(db, sessionId, hooks, bootId, now);
    this.#inputs = new InputStore(db);
    this.#writer = new JournalWriter(
      { db, sessionId, path: files.in, uid, gid, now },
      this.#ingest.generation,
    );
    const say = this.#writer.say.bind(this.#writer);
    this.#control = new AgentControl(sessionId, say);
    this.#bridge = new McpBridge({ db, sessionId, servers: options.bridged, now });
    const { log, operatorHooks = [] } = options;
    this.#hooks = new HookRunner({ db, sessionId, hooks: operatorHooks, log, now });
    const answering = { bridge: this.#bridge, hooks: this.#hooks };
    this.#requests = new AgentRequests({ db, sessionId, ...answering, say, log, now });
  }

  /** Opens the journals and begins to read. */
  static async open(options: ConversationOptions): Promise<Conversation> {
    const { files, uid, gid, log } = options;
    await createOutput(files.out, uid, gid);
    await createOutput(files.err, uid, gid);
    const conversation = new Conversation(options);
    const ingest = conversation.#ingest;
    conversation.#reader = await JournalReader.open(
      files.out,
      {
        position: () => ingest.position(),
        commit: (batch) => ingest.commit(batch),
        tampered: (what) => conversation.#tampered(what),
        backlog: (tooLong) => options.hooks.backlog(tooLong),
        trouble: (error) => options.hooks.trouble(error),
      },
      log,
    );
    conversation.#watch = setInterval(() => conversation.#lookAround(), watchMs);
    return conversation;
  }

  get facts(): AgentFacts {
    return this.#ingest.facts;
  }

  /** What the agent that was begun finds in its input, and may know already. */
  get head(): InputHead {
    return this.#head;
  }

  state(): AgentState {
    const now = this.#now();
    const limits = this.#options.stuckLimits ?? defaultStuckLimits;
    const state = agentState(this.#ingest.facts, now, limits, this.#clock.evenSince(now));
    // A prompt the agent has not taken in yet is work ahead of it: nobody may take it for done.
    const pending =
      state.state === 'idle' ? this.#inputs.oldestUnsettledPrompt(this.#options.sessionId) : undefined;
    return pending === undefined ? state : { state: 'working', since: new Date(pending).toISOString() };
  }

  /**
   * Prepares the journals for an agent that is about to start; none may be running. With `resumeTurn` it goes
   * on with the turn that a crash has cut: `facts.cutTurn` says which.
   */
  async begin({ resumeTurn = false }: { resumeTurn?: boolean } = {}): Promise<void> {
    await this.#reader?.closeTornLine();
    this.#ingest.agentEnded(null, this.#stoppedByPerson());
    const hello = `hero-${randomUUID()}`;
    const line = requestLine(hello, 'initialize', {
      sdkMcpServers: this.#bridge.serverNames,
      hooks: this.#hooks.registration,
    });
    const first = [{ uuid: hello, kind: 'control', line }] as const;
    this.#head = await this.#writer.beginGeneration(first, (generation) => {
      if (resumeTurn) this.#inputs.doubt(this.#options.sessionId, this.#ingest.facts.unanswered);
      this.#ingest.beginGeneration(generation, resumeTurn);
    });
    this.#ingest.reload();
    this.#showState();
  }

  /** Takes the conversation up with an agent that runs already. */
  async resume(): Promise<void> {
    await this.#writer.resume();
    this.#requests.answerOpen(this.#ingest.facts);
    this.#showState();
  }

  /**
   * Resolves when the agent has answered for the first time.
   * @throws agent.gone when it ends instead, agent.wrong_version, agent.no_answer; the signal's reason
   */
  async ready({ signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number }): Promise<void> {
    const session_id = this.#options.sessionId;
    const timeout = AbortSignal.timeout(timeoutMs);
    // A turn that was cut by a crash goes on before the agent has introduced itself.
    const answered = ({ phase, identity }: AgentFacts) => phase === 'exited' || identity.version !== null;
    await this.#until(answered, AbortSignal.any([signal, timeout])).catch((error) => {
      if (!timeout.aborted || signal.aborted) throw error;
      throw agentSilent({ session_id, request: 'initialize', seconds: timeoutMs / 1000 });
    });
    const { phase, identity } = this.#ingest.facts;
    if (phase === 'exited') throw agentGone({ session_id });
    const found = identity.version ?? 'unknown';
    if (found !== cliVersion) throw agentVersion({ session_id, expected: cliVersion, found });
  }

  /**
   * Says something to the agent, now or when the next one starts. With a uuid that was used before nothing
   * is said, so asking again after a doubtful failure is safe.
   * @returns the uuid, and whether it was new
   */
  async prompt(
    content: PromptContent,
    options: Partial<PromptOptions> = {},
  ): Promise<{ uuid: string; accepted: boolean }> {
    const uuid = options.uuid ?? randomUUID();
    const line = promptLine(content, { ...options, uuid });
    const said = this.#writer.say({ uuid, kind: 'prompt', line });
    // It is on record: from here on nobody may take the agent for idle.
    this.#showState();
    return { uuid, accepted: await said };
  }

  /** Ends the turn under way, if there is one. */
  async interrupt(signal?: AbortSignal): Promise<void> {
    await this.#ask('interrupt', {}, signal);
  }

  /** Asks the agent to end by itself; its process exits soon after. */
  async end(signal?: AbortSignal): Promise<void> {
    await this.#ask('end_session', {}, signal);
  }

  async setModel(model: string, signal?: AbortSignal): Promise<void> {
    await this.#ask('set_model', { model: modelId(model) }, signal);
  }

  async setPermissionMode(mode: string, signal?: AbortSignal): Promise<void> {
    await this.#ask('set_permission_mode', { mode }, signal);
  }

  async setEffort(effort: string, signal?: AbortSignal): Promise<void> {
    await this.#ask('apply_flag_settings', { settings: { effortLevel: effort } }, signal);
  }

  /**
   * Answers a question the agent waits with.
   * @returns false when it was answered before
   * @throws agent.no_such_question
   */
  async answer(requestId: string, response: JsonObject): Promise<boolean> {
    const { sessionId } = this.#options;
    const asked = this.#ingest.facts.open[requestId]?.subtype === 'can_use_tool';
    if (!asked && !this.#inputs.get(sessionId, requestId))
      throw questionGone({ session_id: sessionId, request_id: requestId });
    return this.#writer.say({ uuid: requestId, kind: 'answer', line: answerLine(requestId, response) });
  }

  /** The agent's process has ended: reads the rest, and lets nobody wait for it any more. */
  async agentEnded(exitCode: number | null): Promise<void> {
    await this.#writer.end();
    await this.#reader?.closeTornLine();
    this.#ingest.agentEnded(exitCode, this.#stoppedByPerson());
    this.#control.agentEnded();
    this.#requests.agentEnded();
    this.#showState();
  }

  /** Resolves when everything the agent has written so far is kept. */
  async drain(): Promise<void> {
    await this.#reader?.drain();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#watch);
    this.#closing.abort(agentGone({ session_id: this.#options.sessionId }));
    await this.#requests[Symbol.asyncDispose]();
    await this.#writer[Symbol.asyncDispose]();
    await this.#reader?.[Symbol.asyncDispose]();
    await this.#bridge[Symbol.asyncDispose]();
  }

  /** Somebody asked for the end of the turn under way, and the agent was gone before it had ended. */
  #stoppedByPerson(): boolean {
    const { generation, since } = this.#ingest.facts;
    return this.#inputs
      .saidSince(this.#options.sessionId, generation, since)
      .some(({ line }) => endsTurn(line));
  }

  async #ask(subtype: string, fields: JsonObject, signal?: AbortSignal): Promise<void> {
    if (!this.#writer.live) throw agentGone({ session_id: this.#options.sessionId });
    const closing = this.#closing.signal;
    await this.#control.request(subtype, fields, {
      signal: signal ? AbortSignal.any([signal, closing]) : closing,
    });
  }

  #storing(messages: readonly IngestedMessage[]): void {
    const { sessionId, hooks } = this.#options;
    for (const { value, at } of messages) {
      for (const id of value ? receiptsOf(value) : []) this.#inputs.acknowledge(sessionId, id, at);
    }
    hooks.storing(messages);
  }

  #stored(messages: readonly IngestedMessage[], partial: readonly JsonObject[]): void {
    for (const { type, value } of messages) {
      if (!value) continue;
      if (type === 'control_response') this.#control.settle(value);
      if (type === 'control_request') this.#requests.take(value);
      if (type === 'control_cancel_request') this.#requests.cancel(textOf(value.request_id) ?? '');
    }
    this.#options.hooks.stored(messages, partial);
    this.#showState();
  }

  #tampered(what: Tampering): void {
    // A file system may lose the last writes before a power failure; that is nobody's doing.
    if (what.kind === 'shrunk' && this.#ingest.rebooted) return;
    this.#options.hooks.tampered(what);
  }

  #lookAround(): void {
    const { log, files } = this.#options;
    this.#showState();
    capLog(files.err).catch((error: unknown) =>
      log.warn({ err: error }, 'cannot cap the log of a container'),
    );
    this.#writer.flush().catch((error: unknown) => log.warn({ err: error }, 'cannot write to an agent'));
  }

  #showState(): void {
    const state = this.state();
    const shown = JSON.stringify(state);
    for (const listener of this.#stateListeners) listener();
    if (shown === this.#shownState) return;
    this.#shownState = shown;
    this.#options.hooks.state(state);
  }

  #until(holds: (facts: AgentFacts) => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const ended = AbortSignal.any([signal, this.#closing.signal]);
      const settle = (done: () => void): void => {
        this.#stateListeners.delete(look);
        ended.removeEventListener('abort', fail);
        done();
      };
      const look = (): void => {
        if (holds(this.#ingest.facts)) settle(resolve);
      };
      const fail = (): void => settle(() => reject(ended.reason));
      this.#stateListeners.add(look);
      ended.addEventListener('abort', fail, { once: true });
      if (ended.aborted) fail();
      else look();
    });
  }
}
