import type { Entry } from './entry.ts';
import type { Item, ResultItem, ToolItem } from './item.ts';
import type { ItemTree } from './line-place.ts';
import { readLine } from './read-line.ts';
import { TodoBook } from './todo-book.ts';
import { ToolBook } from './tool-book.ts';

/**
 * The lines of an agent as a tree of items. Lines are appended in their order, each at a cost that does not
 * grow with what is there; an earlier page can be put in front. Whatever a line holds, nothing throws.
 */
export class Transcript implements ItemTree {
  readonly tools = new ToolBook();
  readonly todos = new TodoBook();
  /** Names of commands the CLI takes, as it said when it was last ready. */
  commands: readonly string[] = [];
  #roots: Item[] = [];
  #firstSeq: number | null = null;
  #lastSeq = 0;
  #lastResult: ResultItem | null = null;
  #firstResult: ResultItem | null = null;
  #ready: string | null = null;
  #version = 0;

  /** The items of the top, oldest first. Not to be changed from outside. */
  get roots(): readonly Item[] {
    return this.#roots;
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  /** The first line it has; null while it has none. */
  get firstSeq(): number | null {
    return this.#firstSeq;
  }

  /** The last line it has, 0 before the first. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Takes in the next line; one it already has is left out. */
  append(entry: Entry): void {
    if (entry.seq <= this.#lastSeq) return;
    this.#firstSeq ??= entry.seq;
    this.#lastSeq = entry.seq;
    this.#version += 1;
    readLine(entry, this);
  }

  /** Adds an item under its parent, or replaces the last one where it says the same anew. */
  place(item: Item): void {
    if (item.parent !== null) {
      item.parent.children.push(item);
      this.#touchUp(item.parent);
      return;
    }
    const last = this.#roots.at(-1);
    const replaces = item.kind === 'notice' && last?.kind === 'notice' && last.topic === item.topic;
    if (replaces && (item.topic === 'retry' || item.topic === 'compaction')) this.#roots.pop();
    if (item.kind === 'notice' && item.topic === 'init') {
      // The agent says it is ready at every turn; what has not changed is no news.
      if (item.title === this.#ready) return;
      this.#ready = item.title;
    }
    this.#roots.push(item);
  }

  /** Keeps the sum of the turn before, which the next turn's cost is told from. */
  placeResult(item: ResultItem): void {
    item.costUsd =
      this.#lastResult === null && this.#firstSeq === 1 ? item.totalCostUsd : costOf(item, this.#lastResult);
    this.#firstResult ??= item;
    this.#lastResult = item;
    this.place(item);
  }

  touch(item: Item): void {
    item.version += 1;
    if (item.parent !== null) this.#touchUp(item.parent);
  }

  /** Puts an earlier page in front: results find their calls, sub-agents their parents. */
  prepend(entries: readonly Entry[]): void {
    const own = entries.filter(({ seq }) => this.#firstSeq === null || seq < this.#firstSeq);
    if (own.length === 0) return;
    const before = new Transcript();
    for (const entry of own) before.append(entry);
    const adopted = this.tools.joinEarlier(before.tools);
    const rest = adopted.size === 0 ? this.#roots : this.#roots.filter((item) => !adopted.has(item));
    this.#roots = [...before.#roots, ...rest];
    if (this.#firstResult !== null && before.#lastResult !== null) {
      this.#firstResult.costUsd = costOf(this.#firstResult, before.#lastResult);
      this.#firstResult.version += 1;
    }
    this.#firstResult = before.#firstResult ?? this.#firstResult;
    // Nothing was spent before the first line.
    if (before.#firstSeq === 1 && this.#firstResult !== null)
      this.#firstResult.costUsd = this.#firstResult.totalCostUsd;
    this.#lastResult ??= before.#lastResult;
    this.todos.joinEarlier(before.todos);
    if (this.commands.length === 0) this.commands = before.commands;
    this.#firstSeq = before.#firstSeq;
    this.#lastSeq = Math.max(this.#lastSeq, before.#lastSeq);
    this.#version += 1;
  }

  /** Lets go of the oldest items, so that at most `count` of the top remain. */
  keepLast(count: number): void {
    const excess = this.#roots.length - count;
    if (excess <= 0) return;
    this.tools.forget(this.#roots.slice(0, excess));
    this.#roots = this.#roots.slice(excess);
    this.#firstSeq = this.#roots[0]?.seq ?? this.#firstSeq;
    this.#firstResult = this.#roots.find((item) => item.kind === 'result') ?? null;
    this.#version += 1;
  }

  #touchUp(parent: ToolItem): void {
    for (let at: ToolItem | null = parent; at !== null; at = at.parent) at.version += 1;
  }
}

/** The agent's sum restarts with its process, so a smaller one is all of this turn. */
function costOf(item: ResultItem, before: ResultItem | null): number | null {
  const total = item.totalCostUsd;
  if (total === null || before === null) return null;
  const earlier = before.totalCostUsd ?? 0;
  return total >= earlier ? total - earlier : total;
}
