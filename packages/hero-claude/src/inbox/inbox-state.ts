import type { Answer } from '../approvals/answer-approval.ts';
import { AnswerSheet, type Taken } from '../approvals/answer-sheet.ts';
import type { Question } from '../approvals/question.ts';
import type { Key } from '../terminal/key.ts';
import { editLine, emptyLine, type Line } from '../terminal/line-editor.ts';
import type { WaitingApproval } from './waiting-approval.ts';

/** What is being typed, and what for. */
export interface Typing {
  purpose: 'deny' | 'deny_and_stop' | 'words';
  line: Line;
}

/** What a key came to, beyond a change of what is shown. */
export type Act =
  | { kind: 'answer'; approval: WaitingApproval; answer: Answer }
  | { kind: 'edit'; approval: WaitingApproval }
  | { kind: 'leave' }
  | undefined;

const decided = new Set(['y', 'a', 'r']);

/** The inbox as a person moves in it: which question is looked at, what is chosen and typed so far. */
export class InboxState {
  #approvals: readonly WaitingApproval[] = [];
  #sheet: AnswerSheet | undefined;
  #chosen = new Set<string>();
  #typing: Typing | undefined;
  #scroll = 0;
  /** Another question came up by itself: a key meant for the one before must not answer it. */
  #surprised = false;

  get approvals(): readonly WaitingApproval[] {
    return this.#approvals;
  }

  /** The one that is looked at. */
  get selected(): WaitingApproval | undefined {
    return this.#approvals.find(({ approval_id: id }) => id === this.#sheet?.approval.approval_id);
  }

  get question(): Question | undefined {
    return this.#sheet?.question;
  }

  get chosen(): ReadonlySet<string> {
    return this.#chosen;
  }

  get typing(): Typing | undefined {
    return this.#typing;
  }

  /** How many lines of the question have been scrolled by. */
  get scroll(): number {
    return this.#scroll;
  }

  get surprised(): boolean {
    return this.#surprised;
  }

  /** Takes what waits now; what was looked at stays while it waits. */
  take(approvals: readonly WaitingApproval[]): void {
    const before = this.#approvals;
    const selected = this.selected;
    this.#approvals = approvals;
    const kept = approvals.find(({ approval_id: id }) => id === selected?.approval_id);
    if (kept !== undefined && kept.repeated === selected?.repeated) return;
    const place = before.findIndex(({ approval_id: id }) => id === selected?.approval_id);
    this.#select(approvals[Math.min(Math.max(place, 0), approvals.length - 1)]);
    this.#surprised = selected !== undefined;
  }

  /** The one that was answered here is gone; the next is expected. */
  settled(approvalId: string): void {
    const place = this.#approvals.findIndex(({ approval_id: id }) => id === approvalId);
    if (place < 0) return;
    this.#approvals = this.#approvals.toSpliced(place, 1);
    this.#select(this.#approvals[Math.min(place, this.#approvals.length - 1)]);
  }

  key(key: Key): Act {
    const { name = '', ctrl = false } = key;
    if (ctrl && name === 'c') return { kind: 'leave' };
    if (this.#typing !== undefined) return this.#typed(this.#typing, key);
    if (name === 'q' || name === 'escape' || (ctrl && name === 'd')) return { kind: 'leave' };
    if (name === 'up' || name === 'k') this.#move(-1);
    else if (name === 'down' || name === 'j') this.#move(1);
    else if (name === 'pagedown' || name === 'space') this.#scroll += 10;
    else if (name === 'pageup' || name === 'b') this.#scroll = Math.max(0, this.#scroll - 10);
    else if (this.#surprised) this.#surprised = name !== 'return';
    else return this.#decide(key);
    return undefined;
  }

  #decide({ name = '', sequence = '' }: Key): Act {
    const [approval, sheet] = [this.selected, this.#sheet];
    if (approval === undefined || sheet === undefined) return undefined;
    if (name === 'n') this.#typing = { purpose: 'deny', line: emptyLine };
    else if (name === 's') this.#typing = { purpose: 'deny_and_stop', line: emptyLine };
    else if (sheet.question !== undefined) return this.#choose(sheet.question, name, sequence);
    else if (name === 'e') return { kind: 'edit', approval };
    else if (decided.has(name)) {
      const taken = sheet.take(name);
      if (taken.kind === 'answer') return { kind: 'answer', approval, answer: taken.answer };
    }
    return undefined;
  }

  #choose(question: Question, name: string, sequence: string): Act {
    if (name === 'o') this.#typing = { purpose: 'words', line: emptyLine };
    if (name === 'return' && this.#chosen.size > 0) return this.#say([...this.#chosen].join(', '));
    const option = /^[1-9]$/.test(sequence) ? question.options[Number(sequence) - 1] : undefined;
    if (option === undefined) return undefined;
    if (!question.several) return this.#say(sequence);
    if (!this.#chosen.delete(sequence)) this.#chosen.add(sequence);
    return undefined;
  }

  /** Answers the question that is asked now. */
  #say(words: string): Act {
    return this.#taken(this.#sheet?.take(words));
  }

  #taken(taken: Taken | undefined): Act {
    const approval = this.selected;
    if (taken?.kind !== 'unclear') this.#chosen = new Set();
    return approval !== undefined && taken?.kind === 'answer'
      ? { kind: 'answer', approval, answer: taken.answer }
      : undefined;
  }

  #typed({ purpose, line }: Typing, key: Key): Act {
    if (key.name === 'escape') {
      this.#typing = undefined;
      return undefined;
    }
    if (key.name !== 'return' && key.name !== 'enter') {
      this.#typing = { purpose, line: editLine(line, key) };
      return undefined;
    }
    this.#typing = undefined;
    const text = line.text.trim();
    const [approval, sheet] = [this.selected, this.#sheet];
    if (purpose === 'words') return this.#taken(sheet?.takeWords(text));
    if (approval === undefined || sheet === undefined) return undefined;
    return { kind: 'answer', approval, answer: sheet.decide(purpose, text === '' ? {} : { message: text }) };
  }

  #move(step: number): void {
    const { selected } = this;
    const place = this.#approvals.findIndex((each) => each === selected) + step;
    this.#select(this.#approvals[Math.min(Math.max(place, 0), this.#approvals.length - 1)]);
  }

  #select(approval: WaitingApproval | undefined): void {
    if (approval === undefined || approval.approval_id !== this.#sheet?.approval.approval_id) {
      this.#chosen = new Set();
      this.#typing = undefined;
      this.#scroll = 0;
    }
    this.#surprised = false;
    this.#sheet = approval === undefined ? undefined : new AnswerSheet(approval);
  }
}
