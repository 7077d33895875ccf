import type { Todo } from './agent-facts.ts';
import { blocksOf, isObject, type JsonObject, nameOf, objectOf, textOf } from './agent-line.ts';

const maxTodos = 200;
const maxContentLength = 2000;

/** A sub-agent keeps a list of its own. */
function isOfSubAgent(line: JsonObject): boolean {
  return nameOf(line.parent_tool_use_id) !== null;
}

const contentOf = (value: unknown): string => (textOf(value) ?? '').slice(0, maxContentLength);

/** The agent's list after a line that may write it whole, as `TodoWrite` does. */
export function todosAfterCall(todos: Todo[], line: JsonObject): Todo[] {
  if (isOfSubAgent(line)) return todos;
  for (const block of blocksOf(line)) {
    const { todos: written } = objectOf(block.input);
    if (block.type !== 'tool_use' || block.name !== 'TodoWrite' || !Array.isArray(written)) continue;
    return written
      .filter(isObject)
      .slice(0, maxTodos)
      .map(({ content, status }) => ({ content: contentOf(content), status: nameOf(status) ?? '' }));
  }
  return todos;
}

/** The agent's list after an answer to `TaskCreate` or `TaskUpdate`, which change one entry each. */
export function todosAfterAnswer(todos: Todo[], line: JsonObject): Todo[] {
  if (isOfSubAgent(line)) return todos;
  const answer = objectOf(line.tool_use_result);
  const task = objectOf(answer.task);
  const made = nameOf(task.id);
  if (made !== null && textOf(task.subject) !== null && todos.length < maxTodos) {
    return [...todos, { id: made, content: contentOf(task.subject), status: 'pending' }];
  }
  const changed = nameOf(answer.taskId);
  const status = nameOf(objectOf(answer.statusChange).to);
  if (changed === null || status === null) return todos;
  if (status === 'deleted') return todos.filter(({ id }) => id !== changed);
  return todos.map((todo) => (todo.id === changed ? { ...todo, status } : todo));
}
