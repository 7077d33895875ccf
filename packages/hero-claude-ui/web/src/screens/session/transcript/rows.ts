import type { Item, ToolItem } from './item.ts';

/** What the list shows in one place: an item at its depth. */
export interface Row {
  item: Item;
  depth: number;
}

/** The visible items in their order; sub-agents that are not unfolded hide what they did. */
export function visibleRows(roots: readonly Item[], isUnfolded: (tool: ToolItem) => boolean): Row[] {
  const rows: Row[] = [];
  for (const item of roots) addRows(rows, item, 0, isUnfolded);
  return rows;
}

/** The depth of a tree is bounded by the transcript. */
function addRows(rows: Row[], item: Item, depth: number, isUnfolded: (tool: ToolItem) => boolean): void {
  rows.push({ item, depth });
  if (item.kind !== 'tool' || item.children.length === 0 || !isUnfolded(item)) return;
  for (const child of item.children) addRows(rows, child, depth + 1, isUnfolded);
}

/** The sub-agents that have to be unfolded for an item to be seen. */
export function ancestorsOf(item: Item): ToolItem[] {
  const ancestors: ToolItem[] = [];
  for (let at = item.parent; at !== null; at = at.parent) ancestors.push(at);
  return ancestors;
}

/** Every item of the tree, in order. */
export function* allItems(roots: readonly Item[]): Generator<Item> {
  for (const item of roots) {
    yield item;
    if (item.kind === 'tool') yield* allItems(item.children);
  }
}
