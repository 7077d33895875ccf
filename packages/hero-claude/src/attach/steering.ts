import { randomUUID } from 'node:crypto';
import { type Client, type PromptMode, RpcCallError } from 'hero-claude-sdk';
import { answerApproval } from '../approvals/answer-approval.ts';
import type { AnswerSheet } from '../approvals/answer-sheet.ts';
import { untilAnswered } from '../call/until-answered.ts';
import { CliError } from '../cli-error.ts';
import { visibleLine } from '../output/visible-text.ts';
import type { Key } from '../terminal/key.ts';
import type { Display } from './display.ts';
import { Interrupts } from './interrupts.ts';
import type { LiveView } from './live-area.ts';
import type { LiveSession } from './live-session.ts';
import { PromptLine } from './prompt-line.ts';

export interface SteeringOptions {
  client: Client;
  sessionId: string;
  display: Display;
  signal: AbortSignal;
  /** Lets a person change a tool's input in their editor, with the terminal to itself. */
  edit: (sheet: AnswerSheet) => Promise<Record<string, unknown> | undefined>;
  /** The person goes; the session goes on. */
  leave: () => void;
}

const resting = 'the agent is not working; Ctrl-C again leaves';

/** What a person does to a live session: types to it, answers it, interrupts it, leaves it. */
export class Steering {
  readonly interrupts = new Interrupts();
  readonly #options: SteeringOptions;
  readonly #prompt = new PromptLine();
  #session: LiveSession | undefined;
  /** The question that was shown when the line was begun: an answer is never given to another one. */
  #begunFor: string | undefined;
  #busy: Promise<void> = Promise.resolve();

  constructor(options: SteeringOptions) {
    this.#options = options;
  }

  /** Begins to act on a session. */
  take(session: LiveSession): void {
    this.#session = session;
    session.onTurnBegun(() => this.interrupts.reset());
  }

  view(): NonNullable<LiveView['input']> {
    return { label: this.#prompt.mode(this.#sheet !== undefined), line: this.#prompt.line };
  }

  /** Takes a key; what it leads to happens one after the other. */
  readonly key = (key: Key): void => {
    const empty = this.#prompt.line.text === '';
    const sheet = this.#sheet;
    const typed = this.#prompt.key(key, sheet !== undefined);
    if (empty) this.#begunFor = sheet?.approval.approval_id;
    if (typed?.kind === 'interrupt') this.interrupt();
    else if (typed?.kind === 'leave') this.#options.leave();
    else if (typed?.kind === 'submit') {
      const { text, mode } = typed;
      const begunFor = this.#begunFor;
      this.#next(() => (mode === 'answer' ? this.#answer(text, begunFor) : this.#send(text, mode)));
    }
    this.#session?.draw();
  };

  /** Ctrl-C. */
  readonly interrupt = (): void => {
    if (this.interrupts.press() === 'leave') this.#options.leave();
    else this.#next(() => this.#interruptTurn());
  };

  get #sheet(): AnswerSheet | undefined {
    return this.#session?.desk.sheet;
  }

  #next(act: () => Promise<void>): void {
    this.#busy = this.#busy.then(act).catch((error: unknown) => {
      if (this.#options.signal.aborted) return;
      this.#options.display.note(visibleLine(error instanceof Error ? error.message : String(error)));
    });
  }

  async #interruptTurn(): Promise<void> {
    const { client, sessionId, display, signal } = this.#options;
    const { status, agent } = this.#session?.standing ?? {};
    if (status !== 'running' || agent?.state === 'idle') {
      display.note(resting);
      return;
    }
    display.note('interrupting the turn; Ctrl-C again leaves and lets the session go on');
    const { interrupted } = await untilAnswered(signal, () =>
      client.session.interrupt({ session_id: sessionId }, { signal }),
    );
    if (!interrupted) display.note(resting);
  }

  async #send(prompt: string, mode: PromptMode): Promise<void> {
    const { client, sessionId, display, signal } = this.#options;
    this.interrupts.reset();
    const idle = this.#session?.standing.agent?.state === 'idle';
    // The same uuid is said once, so a send that may not have arrived is sent again.
    const uuid = randomUUID();
    try {
      const sent = await untilAnswered(signal, () =>
        client.session.send({ session_id: sessionId, prompt, mode, uuid }, { signal }),
      );
      if (sent.state === 'queued')
        display.note(`queued, place ${sent.position ?? '?'}: ${visibleLine(prompt)}`);
      else if (!idle) display.note(`sent, heard at the agent's next step: ${visibleLine(prompt)}`);
    } catch (error) {
      if (error instanceof RpcCallError) this.#prompt.restore(prompt);
      throw error;
    }
  }

  async #answer(line: string, begunFor: string | undefined): Promise<void> {
    const { client, display, signal } = this.#options;
    const sheet = this.#sheet;
    if (sheet === undefined || sheet.approval.approval_id !== begunFor) {
      display.note('that question was settled while you typed; nothing was sent');
      return;
    }
    const taken = sheet.take(line);
    if (taken.kind === 'unclear') {
      display.note(`${sheet.help}; Tab to say something else`);
      // A sentence was meant for something else; a wrong key would only be in the way of the right one.
      if (/\s/.test(line.trim())) this.#prompt.restore(line);
    } else if (taken.kind === 'edit') {
      const updated = await this.#edit(sheet);
      if (updated === undefined) return;
      const answer = sheet.decide('allow', { updated_input: updated });
      display.note((await answerApproval(client, answer, signal)).text);
    } else if (taken.kind === 'answer')
      display.note((await answerApproval(client, taken.answer, signal)).text);
    else display.note(`next: ${visibleLine(sheet.question?.text ?? '')} ${sheet.help}`);
  }

  async #edit(sheet: AnswerSheet): Promise<Record<string, unknown> | undefined> {
    try {
      const updated = await this.#options.edit(sheet);
      if (updated === undefined) this.#options.display.note('nothing was changed, so nothing was sent');
      return updated;
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      this.#options.display.note(visibleLine([error.message, error.hint].filter(Boolean).join('; ')));
      return undefined;
    }
  }
}
