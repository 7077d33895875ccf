import { field, type Json, listOf, textAt } from '../transcript/loose.ts';

export interface AskedQuestion {
  question: string;
  header: string | null;
  several: boolean;
  options: { label: string; description: string | null }[];
}

/** The questions in the input of `AskUserQuestion`. */
export function readQuestions(input: Json): AskedQuestion[] {
  return listOf(input['questions']).flatMap((asked) => {
    const question = textAt(asked, 'question');
    if (question === null) return [];
    const options = listOf(field(asked, 'options')).flatMap((option) => {
      const label = textAt(option, 'label');
      return label === null ? [] : [{ label, description: textAt(option, 'description') }];
    });
    return [
      { question, header: textAt(asked, 'header'), several: field(asked, 'multiSelect') === true, options },
    ];
  });
}

/** What was chosen for one question: labels, and words of one's own. */
export interface Choice {
  labels: readonly string[];
  other: string;
}

export const noChoice: Choice = { labels: [], other: '' };

export function chosen({ labels, other }: Choice): string[] {
  return other.trim() === '' ? [...labels] : [...labels, other.trim()];
}

/** A choice after an option was clicked. */
export function toggled(choice: Choice, label: string, several: boolean): Choice {
  if (!several) return { labels: [label], other: '' };
  const has = choice.labels.includes(label);
  return {
    ...choice,
    labels: has ? choice.labels.filter((each) => each !== label) : [...choice.labels, label],
  };
}
