import type { Todo } from './happening.ts';
import { type Json, jsonOf, listOf, textOf } from './json.ts';

const states = new Set<string>(['pending', 'in_progress', 'completed']);

function statusOf(value: unknown): Todo['status'] {
  const text = textOf(value);
  return states.has(text) ? (text as Todo['status']) : 'pending';
}

/** What the agent means to do, by the tools it keeps that list with. */
export class TodoList {
  #todos = new Map<string, Todo>();
  #hasTasks = false;

  get todos(): Todo[] {
    return [...this.#todos.values()];
  }

  /** Takes in a call that has ended. @returns whether it changed the list. */
  take(tool: string, input: Json, { ok, result }: { ok: boolean; result?: unknown }): boolean {
    // TodoWrite says the whole list, also where the CLI has no such tool for the model at hand.
    if (!ok && (tool !== 'TodoWrite' || this.#hasTasks)) return false;
    switch (tool) {
      case 'TodoWrite':
        this.#todos = new Map(
          listOf(input['todos']).map((todo, index) => [
            `todo ${index}`,
            {
              text: textOf(todo['content']),
              doing: textOf(todo['activeForm']) || textOf(todo['content']),
              status: statusOf(todo['status']),
            },
          ]),
        );
        return true;
      case 'TaskCreate': {
        this.#hasTasks = true;
        const text = textOf(input['subject']);
        const id = textOf(jsonOf(jsonOf(result)['task'])['id']) || String(this.#todos.size + 1);
        this.#todos.set(id, { text, doing: textOf(input['activeForm']) || text, status: 'pending' });
        return true;
      }
      case 'TaskUpdate':
        return this.#update(input);
      default:
        return false;
    }
  }

  #update(input: Json): boolean {
    const id = textOf(input['taskId']);
    const todo = this.#todos.get(id);
    if (todo === undefined) return false;
    if (input['status'] === 'deleted') return this.#todos.delete(id);
    this.#todos.set(id, {
      text: textOf(input['subject']) || todo.text,
      doing: textOf(input['activeForm']) || todo.doing,
      status: input['status'] === undefined ? todo.status : statusOf(input['status']),
    });
    return true;
  }
}

/** Tools that only keep the list: the list itself is shown instead. */
export const listTools: ReadonlySet<string> = new Set(['TodoWrite', 'TaskCreate', 'TaskUpdate']);
