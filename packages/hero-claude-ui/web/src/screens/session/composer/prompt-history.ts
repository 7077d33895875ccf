import type { Item } from '../transcript/item.ts';

const most = 100;

/** What was said to the agent before, newest first, each once. */
export function promptHistory(roots: readonly Item[]): string[] {
  const texts = new Set<string>();
  for (let index = roots.length - 1; index >= 0 && texts.size < most; index -= 1) {
    const item = roots[index];
    if (item?.kind === 'prompt' && !item.synthetic && item.body.cut === 0) texts.add(item.body.text);
  }
  return [...texts];
}
