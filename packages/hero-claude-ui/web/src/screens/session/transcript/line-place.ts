import type { Entry } from './entry.ts';
import type { Item, ResultItem } from './item.ts';
import { type Json, textAt } from './loose.ts';
import type { TodoBook } from './todo-book.ts';
import type { ToolBook } from './tool-book.ts';

/** What the readers of lines put their items into. */
export interface ItemTree {
  readonly tools: ToolBook;
  readonly todos: TodoBook;
  commands: readonly string[];
  place(item: Item): void;
  placeResult(item: ResultItem): void;
  touch(item: Item): void;
}

/** Where a line stands, and what it becomes part of. */
export interface LinePlace {
  entry: Entry;
  line: Json;
  transcript: ItemTree;
}

/** What every item has; `block` tells the items of one line apart. */
export function itemBase(
  { seq, at }: Entry,
  block: number,
): { key: string; seq: number; at: string; parent: null; version: number } {
  return { key: `${seq}.${block}`, seq, at, parent: null, version: 0 };
}

/** Puts an item under the sub-agent that wrote it, or keeps in mind that it was not there. */
export function placeUnder({ line, transcript }: LinePlace, item: Item): void {
  const parentId = textAt(line, 'parent_tool_use_id');
  item.parent = transcript.tools.parentFor(parentId);
  if (item.kind === 'tool') item.depth = item.parent === null ? 0 : item.parent.depth + 1;
  if (parentId !== null && item.parent === null) transcript.tools.addStray(parentId, item);
  transcript.place(item);
}
