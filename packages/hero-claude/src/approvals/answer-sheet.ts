import type { Approval } from 'hero-claude-sdk';
import type { Answer } from './answer-approval.ts';
import { decisionHelp, readDecision } from './decision-words.ts';
import { choiceHelp, type Question, questionsOf, readChoice } from './question.ts';

/** What a typed line came to: an answer to send, an input to edit first, one of several questions answered. */
export type Taken =
  | { kind: 'answer'; answer: Answer }
  | { kind: 'edit' }
  | { kind: 'more' }
  | { kind: 'unclear' };

/** Collects what a person answers to one approval; several questions are asked one after the other. */
export class AnswerSheet {
  readonly approval: Approval;
  readonly #questions: readonly Question[];
  readonly #answers: Record<string, string | string[]> = {};
  #at = 0;

  constructor(approval: Approval) {
    this.approval = approval;
    this.#questions = approval.kind === 'question' ? questionsOf(approval) : [];
  }

  /** The question to be answered now; undefined where a decision is wanted. */
  get question(): Question | undefined {
    return this.#questions[this.#at];
  }

  /** What can be typed. */
  get help(): string {
    return this.question === undefined ? decisionHelp : choiceHelp(this.question);
  }

  take(line: string): Taken {
    return this.approval.kind === 'question' ? this.#takeChoice(line) : this.#takeDecision(line);
  }

  /** Takes words of a person's own for the question, whatever they are. */
  takeWords(words: string): Taken {
    const text = words.trim();
    if (this.question === undefined || text === '') return { kind: 'unclear' };
    return this.#chosen(this.question, this.question.several ? [text] : text);
  }

  /** The answer that a decision is, with what a person changed. */
  decide(decision: Answer['decision'], more: Partial<Answer> = {}): Answer {
    return { approval_id: this.approval.approval_id, decision, ...more };
  }

  #takeChoice(line: string): Taken {
    const { question } = this;
    const choice = question === undefined ? undefined : readChoice(line, question);
    return question === undefined || choice === undefined
      ? { kind: 'unclear' }
      : this.#chosen(question, choice);
  }

  #chosen(question: Question, choice: string | string[]): Taken {
    this.#answers[question.text] = choice;
    this.#at += 1;
    if (this.question !== undefined) return { kind: 'more' };
    return { kind: 'answer', answer: this.decide('allow', { answers: { ...this.#answers } }) };
  }

  #takeDecision(line: string): Taken {
    const decided = readDecision(line);
    if (decided === undefined) return { kind: 'unclear' };
    if (decided.edit) return { kind: 'edit' };
    const { edit: _, decision, ...more } = decided;
    return { kind: 'answer', answer: this.decide(decision, more) };
  }
}
