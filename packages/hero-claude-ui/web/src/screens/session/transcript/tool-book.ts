import { completeTool } from './complete-tool.ts';
import type { Item, OrphanItem, ToolItem } from './item.ts';

/** Deeper nesting than this is shown at this depth. */
const deepest = 8;
const mostTogether = 50;

/** Which call has which id, which of them wait for a result, and what has not found its call. */
export class ToolBook {
  readonly #byId = new Map<string, ToolItem>();
  readonly #open = new Set<ToolItem>();
  readonly #orphans = new Map<string, OrphanItem>();
  readonly #strays = new Map<string, Item[]>();
  /** Results that have found their calls on an earlier page. */
  readonly #answered = new WeakSet<Item>();
  /** The calls of the latest answer, per sub-agent. */
  readonly #batches = new Map<ToolItem | null, { messageId: string; calls: ToolItem[] }>();

  find(id: string | null): ToolItem | undefined {
    return id === null ? undefined : this.#byId.get(id);
  }

  /** Under which call something with this `parent_tool_use_id` goes; null: at the top. */
  parentFor(id: string | null): ToolItem | null {
    let parent = this.find(id) ?? null;
    while (parent !== null && parent.depth >= deepest) parent = parent.parent;
    return parent;
  }

  add(tool: ToolItem): void {
    if (tool.id !== null) this.#byId.set(tool.id, tool);
    this.#open.add(tool);
  }

  /** Calls that stand in one answer of the model run side by side. */
  joinBatch(tool: ToolItem, messageId: string | null): ToolItem[] {
    const batch = this.#batches.get(tool.parent);
    if (messageId === null || batch?.messageId !== messageId || batch.calls.length >= mostTogether) {
      const calls = [tool];
      if (messageId !== null) this.#batches.set(tool.parent, { messageId, calls });
      return calls;
    }
    batch.calls.push(tool);
    for (const call of batch.calls) call.version += 1;
    return batch.calls;
  }

  closed(tool: ToolItem): void {
    this.#open.delete(tool);
  }

  /** A turn or a process has ended: what has no result by now will hardly get one. */
  cutOpen(touch: (tool: ToolItem) => void): void {
    for (const tool of this.#open) {
      if (tool.depth > 0) continue;
      tool.state = 'cut';
      this.#open.delete(tool);
      touch(tool);
    }
  }

  addOrphan(orphan: OrphanItem): void {
    this.#orphans.set(orphan.toolUseId, orphan);
  }

  /** Remembers what belongs to a sub-agent that is not here. */
  addStray(parentId: string, item: Item): void {
    const items = this.#strays.get(parentId);
    if (items) items.push(item);
    else this.#strays.set(parentId, [item]);
  }

  /** Takes the calls of an earlier page; returns the items that have moved to them. */
  joinEarlier(earlier: ToolBook): Set<Item> {
    const moved = new Set<Item>();
    for (const [id, orphan] of this.#orphans) {
      const tool = earlier.find(id);
      if (tool === undefined) continue;
      completeTool(tool, orphan.answer);
      earlier.closed(tool);
      this.#orphans.delete(id);
      moved.add(orphan);
      this.#answered.add(orphan);
    }
    for (const [id, items] of this.#strays) {
      const parent = earlier.parentFor(id);
      if (parent === null) continue;
      for (const item of items) {
        if (this.#answered.has(item)) continue;
        adopt(parent, item);
        moved.add(item);
      }
      this.#strays.delete(id);
    }
    for (const [id, tool] of earlier.#byId) if (!this.#byId.has(id)) this.#byId.set(id, tool);
    for (const tool of earlier.#open) this.#open.add(tool);
    for (const [id, orphan] of earlier.#orphans) this.#orphans.set(id, orphan);
    for (const [id, items] of earlier.#strays)
      this.#strays.set(id, [...items, ...(this.#strays.get(id) ?? [])]);
    return moved;
  }

  /** Drops what is known about these items and all below them. */
  forget(items: readonly Item[]): void {
    const left: Item[] = [...items];
    for (let item = left.pop(); item !== undefined; item = left.pop()) {
      if (item.kind === 'orphan') this.#orphans.delete(item.toolUseId);
      if (item.kind !== 'tool') continue;
      if (item.id !== null && this.#byId.get(item.id) === item) this.#byId.delete(item.id);
      this.#open.delete(item);
      this.#batches.delete(item);
      for (const child of item.children) left.push(child);
    }
    const gone = new Set(items);
    for (const [id, strays] of this.#strays)
      if (strays.some((item) => gone.has(item))) this.#strays.delete(id);
  }
}

function adopt(parent: ToolItem, item: Item): void {
  item.parent = parent;
  item.version += 1;
  if (item.kind === 'tool') item.depth = parent.depth + 1;
  parent.children.push(item);
  parent.version += 1;
}
