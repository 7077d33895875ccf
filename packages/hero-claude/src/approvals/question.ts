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

/**
 * What a person typed as an answer: numbers of options, labels, or words of their own. Several answers are
 * separated by commas where several may be given. undefined for an empty line.
 */
export function readChoice(words: string, { options, several }: Question): string | string[] | undefined {
  const text = words.trim();
  if (text === '') return undefined;
  const labelOf = (word: string): string | undefined => {
    if (/^\d+$/.test(word)) return options[Number(word) - 1]?.label;
    return options.find(({ label }) => label.toLowerCase() === word.toLowerCase())?.label;
  };
  const whole = labelOf(text);
  if (whole !== undefined) return several ? [whole] : whole;
  if (!several) return text;
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const labels = parts.map(labelOf);
  return labels.every((label) => label !== undefined) ? [...new Set(labels)] : [text];
}
