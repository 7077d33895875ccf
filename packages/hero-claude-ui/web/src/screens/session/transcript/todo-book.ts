import type { ToolItem } from './item.ts';
import { createdTaskId } from './task-ids.ts';
import { readTodos, type TodoChange, type TodoEntry, todoChanges, withTask, withTaskUpdate } from './todo.ts';

/** The list of the main agent and of each sub-agent, as it stands. */
export class TodoBook {
  readonly #lists = new Map<ToolItem | null, TodoEntry[]>();

  /** What the agent itself, not a sub-agent, has on its list. */
  get current(): readonly TodoEntry[] {
    return this.#lists.get(null) ?? [];
  }

  /** What a call says about the list; null when it is about something else. */
  called(tool: ToolItem): { entries: TodoEntry[]; changes: TodoChange[] } | null {
    if (tool.name === 'TodoWrite') return this.#become(tool.parent, readTodos(tool.input));
    if (tool.name !== 'TaskUpdate') return null;
    return this.#become(tool.parent, withTaskUpdate(this.#list(tool.parent), tool.input));
  }

  /** What its result adds: the id of a new entry. */
  answered(tool: ToolItem, said: unknown): void {
    if (tool.name !== 'TaskCreate' || tool.state !== 'done') return;
    const id = createdTaskId(said, tool.output?.text ?? '');
    tool.todo = this.#become(tool.parent, withTask(this.#list(tool.parent), tool.input, id));
  }

  /** Takes the lists of an earlier page where this one has none. */
  joinEarlier(earlier: TodoBook): void {
    for (const [owner, entries] of earlier.#lists)
      if (!this.#lists.has(owner)) this.#lists.set(owner, entries);
  }

  #list(owner: ToolItem | null): readonly TodoEntry[] {
    return this.#lists.get(owner) ?? [];
  }

  #become(owner: ToolItem | null, entries: TodoEntry[]): { entries: TodoEntry[]; changes: TodoChange[] } {
    const changes = todoChanges(this.#list(owner), entries);
    this.#lists.set(owner, entries);
    return { entries, changes };
  }
}
