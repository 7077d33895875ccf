import type { Item } from './item.ts';
import { pretty } from './loose.ts';

/** All words of an item, for searching. */
export function itemText(item: Item): string {
  switch (item.kind) {
    case 'prompt':
      return [item.body.text, ...item.files.map(({ name }) => name)].join('\n');
    case 'text':
    case 'thinking':
      return item.body.text;
    case 'raw':
      return `${item.title}\n${item.body.text}`;
    case 'tool':
      return `${item.name}\n${inputText(item.input)}\n${item.output?.text ?? ''}`;
    case 'orphan':
      return item.output.text;
    case 'result':
      return item.message ?? '';
    case 'notice':
      return `${item.title}\n${item.body ?? ''}`;
  }
}

/** The values of an input as they were written: a search finds them without the quotes of JSON. */
function inputText(input: Readonly<Record<string, unknown>>): string {
  return Object.values(input)
    .map((value) => (typeof value === 'string' ? value : pretty(value)))
    .join('\n');
}

/** Finds text without regard to case; the empty search finds nothing. */
export function itemMatches(item: Item, search: string): boolean {
  return search !== '' && itemText(item).toLowerCase().includes(search.toLowerCase());
}
