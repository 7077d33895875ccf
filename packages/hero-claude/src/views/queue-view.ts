import type { QueuedPrompt } from 'hero-claude-sdk';
import type { Style } from '../output/output.ts';
import { table } from '../output/table.ts';
import { relative } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';

const longest = 60;

/** The prompts that wait, in the order they will be said. */
export function queueTable(queue: readonly QueuedPrompt[], style: Style, now = Date.now()): string {
  if (queue.length === 0) return style.dim('nothing is queued');
  const rows = queue.map(({ position, prompt, command, queued_by: by, queued_at: at, uuid }) => [
    String(position),
    visibleLine(prompt.length > longest ? `${prompt.slice(0, longest)}…` : prompt),
    command ? 'command' : 'prompt',
    visibleLine(by ?? '-'),
    relative(at, now),
    uuid.slice(0, 8),
  ]);
  return table(['place', 'prompt', 'kind', 'by', 'queued', 'id'], rows, style);
}
