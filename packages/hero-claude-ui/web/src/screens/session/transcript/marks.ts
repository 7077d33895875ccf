import type { Item } from './item.ts';
import { isEdit } from './tool-detail.ts';

/** What one can jump to. */
export type Mark = 'error' | 'edit' | 'mine';

export function hasMark(item: Item, mark: Mark): boolean {
  if (mark === 'mine') return item.kind === 'prompt' && !item.synthetic && item.parent === null;
  if (mark === 'edit') return item.kind === 'tool' && isEdit(item.name);
  if (item.kind === 'tool') return item.state === 'failed';
  if (item.kind === 'notice') return item.tone === 'danger';
  return (item.kind === 'result' || item.kind === 'orphan' || item.kind === 'text') && item.failed;
}
