import { homedir } from 'node:os';
import PQueue from 'p-queue';
import type { Logger } from 'pino';
import { type JsonObject, objectOf, textOf } from '../../../domain/agent/agent-line.ts';
import { runProcess } from '../../../lib/process.ts';
import { RateWindow } from '../../../lib/rate-window.ts';
import type { Database } from '../../store/database.ts';
import { EffectStore } from '../../store/effect-store.ts';
import { answerOf, failed, forgotten, type HookAnswer } from './hook-answers.ts';
import type { OperatorHook } from './operator-hooks.ts';

export interface HookRunnerOptions {
  db: Database;
  sessionId: string;
  hooks: readonly OperatorHook[];
  log: Logger;
  now: () => number;
}

/** Anything in a container can pose as the agent, so it must not be able to fill the host with processes. */
const atOnce = 4;
const maxWaiting = 64;
const maxPerMinute = 600;
const maxOutputBytes = 256 * 1024;
/** The agent's own limit comes after ours. */
const agentGraceSeconds = 60;

/**
 * Runs the operator's commands when the agent asks for them over its control pipe. What they read on stdin is what
 * the container says; they get no arguments and no files from there.
 */
export class HookRunner {
  readonly #options: HookRunnerOptions;
  readonly #effects: EffectStore;
  readonly #rate: RateWindow;
  readonly #queue = new PQueue({ concurrency: atOnce });

  constructor(options: HookRunnerOptions) {
    this.#options = options;
    this.#effects = new EffectStore(options.db);
    this.#rate = new RateWindow(maxPerMinute, 60_000, options.now);
  }

  /** What the agent is told when it starts: which callback it has to wait for, and when. */
  get registration(): JsonObject {
    const byEvent: Record<string, JsonObject[]> = {};
    for (const { name, event, matcher, timeoutMs } of this.#options.hooks) {
      const timeout = timeoutMs / 1000 + agentGraceSeconds;
      const entry = { hookCallbackIds: [name], timeout, ...(matcher !== undefined && { matcher }) };
      (byEvent[event] ??= []).push(entry);
    }
    return byEvent;
  }

  /** Answers one `hook_callback` request. Throws only when `signal` is aborted: then nobody waits for it. */
  async answer(requestId: string, request: JsonObject, signal: AbortSignal): Promise<JsonObject> {
    const name = textOf(request.callback_id) ?? '';
    const input = objectOf(request.input);
    const hook = this.#options.hooks.find((each) => each.name === name);
    if (hook === undefined) return forgotten(name, input.hook_event_name);
    if (!this.#rate.take() || this.#queue.size >= maxWaiting)
      return failed(hook, 'too many hooks were asked for at once').response;
    return this.#queue.add(async () => this.#run(requestId, hook, input, signal));
  }

  async #run(
    requestId: string,
    hook: OperatorHook,
    input: JsonObject,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    signal.throwIfAborted();
    const { sessionId, now, log } = this.#options;
    const effect = { requestId, server: `hook:${hook.event}`, tool: hook.name };
    if (!this.#effects.start(sessionId, effect, now())) {
      this.#effects.finish(sessionId, requestId, 'unknown', now());
      return failed(hook, 'interrupted, outcome unknown: hero-claude was restarted while it ran').response;
    }
    const { outcome, response } = await this.#ask(hook, input, signal);
    this.#effects.finish(sessionId, requestId, outcome, now());
    if (outcome === 'failed') log.warn({ session_id: sessionId, hook: hook.name, response }, 'a hook failed');
    return response;
  }

  async #ask(hook: OperatorHook, input: JsonObject, signal: AbortSignal): Promise<HookAnswer> {
    const [program = '', ...args] = hook.command;
    const { PATH, LANG } = process.env;
    const about = {
      HERO_SESSION_ID: this.#options.sessionId,
      HERO_HOOK: hook.name,
      HERO_HOOK_EVENT: hook.event,
      // bash takes a stdin that is a socket, as Node makes it, for a remote login and reads ~/.bashrc, unless it is
      // told that another shell has begun it.
      SHLVL: '1',
    };
    try {
      const result = await runProcess(program, args, {
        env: { PATH, LANG, HOME: homedir(), ...hook.env, ...about },
        cwd: homedir(),
        stdin: JSON.stringify(input),
        maxOutputBytes,
        endAtMaxOutput: true,
        timeoutMs: hook.timeoutMs,
        signal,
      });
      return answerOf(hook, result);
    } catch (error) {
      if (signal.aborted) throw error;
      return failed(hook, (error as Error).message);
    }
  }
}
