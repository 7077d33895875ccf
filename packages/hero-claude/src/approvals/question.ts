import type { Approval } from 'hero-claude-sdk';
import { listOf, textOf } from '../conversation/json.ts';

export interface Option {
  label: string;
  description: string;
}

/** One of the questions an agent asks at once. */
export interface Question {
  text: string;
  header: string;
  options: readonly Option[];
  /** Several options may be chosen. */
  several: boolean;
}

export function questionsOf({ input }: Pick<Approval, 'input'>): Question[] {
  return listOf(input['questions']).map((question) => ({
    text: textOf(question['question']),
    header: textOf(question['header']),
    options: listOf(question['options']).map((option) => ({
      label: textOf(option['label']),
      description: textOf(option['description']),
    })),
    several: question['multiSelect'] === true,
  }));
}

/** What can be typed as an answer. */
export function choiceHelp({ options, several }: Question): string {
  const numbers = options.length > 1 ? `1 to ${options.length}` : '1';
  return `type ${numbers}${several ? ', several with commas' : ''}, or words of your own`;
}

/** A number that no option has, where numbers are not what is asked for. */
function isSlip(text: string, { options, several }: Question): boolean {
  const parts = several ? text.split(',').map((part) => part.trim()) : [text];
  const numbers = parts.every((part) => /^\d+$/.test(part));
  return numbers && options.length > 0 && !options.some(({ label }) => /\d/.test(label));
}

/**
 * What a person typed as an answer: numbers of options, labels, or words of their own. Several answers are
 * separated by commas where several may be given. undefined for an empty line, and for a number that no option has.
 */
export function readChoice(words: string, question: Question): string | string[] | undefined {
  const { options, several } = question;
  const text = words.trim();
  if (text === '') return undefined;
  const labelOf = (word: string): string | undefined => {
    if (/^\d+$/.test(word)) return options[Number(word) - 1]?.label;
    return options.find(({ label }) => label.toLowerCase() === word.toLowerCase())?.label;
  };
  const whole = labelOf(text);
  if (whole !== undefined) return several ? [whole] : whole;
  if (!several) return isSlip(text, question) ? undefined : text;
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const labels = parts.map(labelOf);
  if (labels.every((label) => label !== undefined)) return [...new Set(labels)];
  return isSlip(text, question) ? undefined : [text];
}
