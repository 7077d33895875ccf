import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'hero-claude-sdk';
import { script, text, tool } from 'hero-claude-testkit';

const pollMs = 200;
/** At rest for so long, an agent does not go on any more. */
const restMs = 15_000;

function taskOf(marker: string): string {
  const note = (step: string) => `echo "${marker} ${step}" >> steps.txt`;
  return `Task [${marker}]. ${script(
    tool('Bash', { command: `${note('a')}; sleep 0.3` }, { delay_ms: 50 }),
    tool(
      'Bash',
      { command: `sleep 0.3; ${note('b')}` },
      { text: 'Half way.', chunks: 6, chunk_delay_ms: 20 },
    ),
    text(`Done with ${marker}.`, { delay_ms: 50, chunks: 6, chunk_delay_ms: 20 }),
  )}`;
}

/** Repeats what may fail while something is down. Sending with the same uuid is safe, and so is asking. */
async function insist<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) throw error;
      await delay(pollMs);
    }
  }
}

/** Somebody who works with one session, task after task, whatever is killed meanwhile. */
export class ChaosSession {
  readonly client: Client;
  readonly sessionId: string;
  readonly asks: boolean;
  /** The markers of the tasks that were given, in order. */
  readonly tasks: string[] = [];
  readonly #number: number;
  readonly #giveUp: AbortSignal;

  private constructor(client: Client, sessionId: string, number: number, asks: boolean, giveUp: AbortSignal) {
    this.client = client;
    this.sessionId = sessionId;
    this.#number = number;
    this.asks = asks;
    this.#giveUp = giveUp;
  }

  /** @param asks the agent asks before each command, and is allowed it */
  static async create(
    client: Client,
    number: number,
    asks: boolean,
    giveUp: AbortSignal,
  ): Promise<ChaosSession> {
    const permission_mode = asks ? 'default' : 'bypassPermissions';
    const { session_id } = await client.session.create({
      repos: ['shop'],
      task: 'Say hello.',
      permission_mode,
    });
    await client.session.start({ session_id });
    return new ChaosSession(client, session_id, number, asks, giveUp);
  }

  /** Gives tasks and answers questions until `enough`; ends when the last task is done. */
  async work(enough: AbortSignal): Promise<void> {
    await this.#atRest(() => true);
    while (!enough.aborted || this.tasks.length === 0) {
      const marker = `M-${this.#number}-${this.tasks.length + 1}`;
      this.tasks.push(marker);
      const prompt = taskOf(marker);
      const uuid = randomUUID();
      const { sessionId: session_id } = this;
      await insist(() => this.client.session.send({ session_id, prompt, uuid, mode: 'queue' }), this.#giveUp);
      await this.#atRest((result) => result === `Done with ${marker}.`);
    }
  }

  /** Until the agent has nothing to do, with the result that was waited for or for long without. */
  async #atRest(isDone: (result: string | null) => boolean): Promise<void> {
    let since: number | null = null;
    for (;;) {
      this.#giveUp.throwIfAborted();
      const { resting, result } = await this.#look();
      since = resting ? (since ?? Date.now()) : null;
      if (since !== null && (isDone(result) || Date.now() - since > restMs)) return;
      await delay(pollMs);
    }
  }

  async #look(): Promise<{ resting: boolean; result: string | null }> {
    const { sessionId: session_id } = this;
    try {
      if (this.asks) await this.#answerAll();
      const [info, queue] = await Promise.all([
        this.client.session.info({ session_id }),
        this.client.queue.list({ session_id }),
      ]);
      const resting = info.status === 'running' && info.agent?.state === 'idle' && queue.length === 0;
      return { resting, result: info.last_turn?.result ?? null };
    } catch {
      return { resting: false, result: null };
    }
  }

  async #answerAll(): Promise<void> {
    const { approvals } = await this.client.approval.list({ session_id: this.sessionId });
    for (const { approval_id } of approvals)
      await this.client.approval.answer({ approval_id, decision: 'allow' }).catch(() => undefined);
  }
}
