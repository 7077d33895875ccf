import type { Approval } from 'hero-claude-sdk';
import { clipDeep } from '../../screens/session/transcript/clip.ts';
import type { Item, ToolItem } from '../../screens/session/transcript/item.ts';
import { allItems } from '../../screens/session/transcript/rows.ts';

/** Questions stand near the end; further up none is looked for. */
const lastRoots = 60;

/** Which waiting question belongs to which call: a question does not name its call, but has its tool and input. */
export function matchApprovals(
  roots: readonly Item[],
  approvals: readonly Approval[],
): Map<string, Approval> {
  const matched = new Map<string, Approval>();
  if (approvals.length === 0) return matched;
  const open: ToolItem[] = [];
  for (const item of allItems(roots.slice(-lastRoots))) {
    if (item.kind === 'tool' && item.state === 'running') open.push(item);
  }
  const sameTool = ({ tool }: Approval, item: ToolItem) => item.name === tool && !matched.has(item.key);
  for (const approval of approvals) {
    const input = textOf(clipDeep(approval.input));
    const call =
      open.find((item) => sameTool(approval, item) && textOf(item.input) === input) ??
      open.find((item) => sameTool(approval, item));
    if (call !== undefined) matched.set(call.key, approval);
  }
  return matched;
}

function textOf(value: unknown): string {
  return JSON.stringify(value);
}
