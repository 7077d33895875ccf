import { count } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';
import type { ToolCall } from './happening.ts';
import { type Json, listOf, textOf } from './json.ts';

const longest = 400;

/** The field of a tool's input that says what it does; the first one that is there. */
const telling = ['command', 'file_path', 'notebook_path', 'pattern', 'query', 'url', 'skill', 'description'];

function shorterPath(text: string): string {
  return text.startsWith('/workspace/code/') ? text.slice('/workspace/code/'.length) : text;
}

function firstLine(text: string): string {
  const [first = '', ...more] = text.split('\n');
  return more.length === 0 ? first : `${first} …`;
}

/** What a call is about, in one line with nothing in it that moves the cursor. */
export function purposeOf(name: string, input: Json): string {
  if (name === 'AskUserQuestion') return visibleLine(textOf(listOf(input['questions'])[0]?.['question']));
  if (name === 'Agent' || name === 'Task') return visibleLine(textOf(input['description'])).slice(0, longest);
  const field = telling.find((key) => textOf(input[key]) !== '');
  const told = field === undefined ? JSON.stringify(input) : firstLine(shorterPath(textOf(input[field])));
  return visibleLine(told === '{}' ? '' : told).slice(0, longest);
}

function lines(text: string): number {
  return text === '' ? 0 : text.trimEnd().split('\n').length;
}

/** What came of a call, in a few words: `12 lines`, `+3 -1`. */
export function outcomeOf({ name, input, outcome }: ToolCall): string {
  if (outcome === undefined) return '';
  if (!outcome.ok) return 'failed';
  switch (name) {
    case 'Edit':
      return `+${lines(textOf(input['new_string']))} -${lines(textOf(input['old_string']))}`;
    case 'Write':
      return count(lines(textOf(input['content'])), 'line');
    case 'AskUserQuestion':
    case 'ExitPlanMode':
      return 'answered';
    case 'Agent':
    case 'Task':
      return '';
    default: {
      const seen = lines(outcome.text);
      return seen === 0 ? 'no output' : count(seen, 'line');
    }
  }
}

/** Text of a tool's result, whichever form it has. */
export function resultText(content: unknown): string {
  if (typeof content === 'string') return content;
  return listOf(content)
    .map((block) => (block['type'] === 'text' ? textOf(block['text']) : `[${textOf(block['type'])}]`))
    .join('\n');
}

/** A failure as the CLI wraps it for the model, without the wrapping. */
export function failureText(text: string): string {
  if (text.startsWith("The user doesn't want to proceed with this tool use"))
    return text.includes('stopped while running') ? 'stopped while it ran' : 'not allowed';
  return text
    .replace(/^<tool_use_error>([\s\S]*)<\/tool_use_error>$/, '$1')
    .replace(/^Error: /, '')
    .trim();
}
