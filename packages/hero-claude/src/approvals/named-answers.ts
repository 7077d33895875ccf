import type { Approval } from 'hero-claude-sdk';
import type { Answer } from './answer-approval.ts';
import { questionsOf, readChoice } from './question.ts';

type Answers = NonNullable<Answer['answers']>;

/**
 * Answers as a person types them: a question may be named by its place, an option by its number. What is no place of
 * a question stays as it is.
 */
export function namedAnswers(answers: Answers, approval: Pick<Approval, 'input'>): Answers {
  const questions = questionsOf(approval);
  return Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => {
      const question = questions.find(({ text }) => text === name) ?? questions[Number(name) - 1];
      if (question === undefined || Array.isArray(answer)) return [name, answer];
      return [question.text, readChoice(answer, question) ?? answer];
    }),
  );
}
