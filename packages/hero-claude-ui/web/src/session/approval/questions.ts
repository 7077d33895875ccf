/** One question of the agent, as its tool call holds it. */
export interface Question {
  question: string;
  header: string;
  multiSelect: boolean;
  options: { label: string; description: string }[];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function objectsIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'object' && entry !== null) : [];
}

/** The questions in the input of a tool call; what has no known shape is left out. */
export function questionsIn(input: Record<string, unknown>): Question[] {
  return objectsIn(input['questions'])
    .map((entry) => ({
      question: textOf(entry['question']),
      header: textOf(entry['header']),
      multiSelect: entry['multiSelect'] === true,
      options: objectsIn(entry['options'])
        .map((option) => ({ label: textOf(option['label']), description: textOf(option['description']) }))
        .filter(({ label }) => label !== ''),
    }))
    .filter(({ question }) => question !== '');
}
