import { field, type Json, listOf, textAt } from '../../screens/session/transcript/loose.ts';

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
    if (question === null || question === '') return [];
    const options = listOf(field(asked, 'options')).flatMap((option) => {
      const label = textAt(option, 'label');
      return label === null || label === '' ? [] : [{ label, description: given(option, 'description') }];
    });
    return [
      { question, header: given(asked, 'header'), several: field(asked, 'multiSelect') === true, options },
    ];
  });
}

/** What was answered, out of the words that the CLI has for its model; null when they are others. */
export function answerTo(question: string, told: string): string | null {
  const begin = `"${question}"="`;
  const at = told.indexOf(begin);
  if (at < 0) return null;
  const rest = told.slice(at + begin.length);
  const end = /"(?:, "|\. You can now|\.?$| [a-z])/.exec(rest)?.index;
  return end === undefined || end === 0 ? null : rest.slice(0, end);
}

function given(value: unknown, name: string): string | null {
  const text = textAt(value, name);
  return text === '' ? null : text;
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

type Choices = Readonly<Record<string, Choice>>;

/** Whether every question has an answer. */
export function isComplete(questions: readonly AskedQuestion[], choices: Choices): boolean {
  return questions.every(({ question }) => chosen(choices[question] ?? noChoice).length > 0);
}

/** The answers as the agent expects them: by the text of the question, several as a list. */
export function answersOf(
  questions: readonly AskedQuestion[],
  choices: Choices,
): Record<string, string | string[]> {
  const answers = questions.map(({ question, several }) => {
    const given = chosen(choices[question] ?? noChoice);
    return [question, several ? given : (given[0] ?? '')] as const;
  });
  return Object.fromEntries(answers);
}
