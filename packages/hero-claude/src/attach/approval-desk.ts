import type { Approval, Client } from 'hero-claude-sdk';
import { AnswerSheet } from '../approvals/answer-sheet.ts';
import { untilAnswered } from '../call/until-answered.ts';

/** The questions of one session that wait, and what has been answered to the first of them so far. */
export class ApprovalDesk {
  readonly #client: Client;
  readonly #sessionId: string;
  readonly #signal: AbortSignal;
  readonly #shown = new Set<string>();
  #sheet: AnswerSheet | undefined;

  constructor(client: Client, sessionId: string, signal: AbortSignal) {
    this.#client = client;
    this.#sessionId = sessionId;
    this.#signal = signal;
  }

  /** What is to be answered now. */
  get sheet(): AnswerSheet | undefined {
    return this.#sheet;
  }

  /** Reads what waits now. @returns the question that is to be shown, when it is another one */
  async refresh(): Promise<Approval | undefined> {
    const { approvals } = await untilAnswered(this.#signal, () =>
      this.#client.approval.list({ session_id: this.#sessionId }, { signal: this.#signal }),
    );
    const kept = approvals.find(({ approval_id: id }) => id === this.#sheet?.approval.approval_id);
    const next = kept ?? approvals[0];
    if (next === undefined) this.#sheet = undefined;
    else if (kept === undefined || kept.repeated !== this.#sheet?.approval.repeated)
      this.#sheet = new AnswerSheet(next);
    if (next === undefined || this.#shown.has(next.approval_id)) return undefined;
    this.#shown.add(next.approval_id);
    return next;
  }
}
