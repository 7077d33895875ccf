import { expect, test } from 'vitest';
import { todosAfterAnswer, todosAfterCall } from './agent-todos.ts';

const answered = (tool_use_result: unknown, more = {}) => ({ type: 'user', tool_use_result, ...more });
const created = (id: string, subject: string) => answered({ task: { id, subject, description: 'd' } });
const changed = (taskId: string, to: string) =>
  answered({ success: true, taskId, statusChange: { from: 'pending', to } });

test('entries come, go on and go by the answers to the tools of tasks', () => {
  const lines = [
    created('1', 'Look'),
    created('2', 'Mend'),
    created('3', 'Rest'),
    changed('1', 'completed'),
    changed('2', 'in_progress'),
    changed('3', 'deleted'),
    changed('9', 'completed'),
  ];
  expect(lines.reduce(todosAfterAnswer, [])).toEqual([
    { id: '1', content: 'Look', status: 'completed' },
    { id: '2', content: 'Mend', status: 'in_progress' },
  ]);
});

test('TodoWrite writes the whole list', () => {
  const input = { todos: [{ content: 'Look', status: 'completed', activeForm: 'Looking' }, 7] };
  const line = { message: { content: [{ type: 'tool_use', name: 'TodoWrite', input }] } };
  expect(todosAfterCall([{ content: 'old', status: 'pending' }], line)).toEqual([
    { content: 'Look', status: 'completed' },
  ]);
});

test('the list of a sub-agent is not the agent’s', () => {
  const more = { parent_tool_use_id: 'toolu_1' };
  expect(todosAfterAnswer([], answered({ task: { id: '1', subject: 'x' } }, more))).toEqual([]);
});

test.each([null, 'Error: no', 7, { task: null }, { task: { id: 1 } }, { taskId: {} }])(
  'an answer of another shape changes nothing: %j',
  (result) => {
    const todos = [{ id: '1', content: 'Look', status: 'pending' }];
    expect(todosAfterAnswer(todos, answered(result))).toBe(todos);
  },
);
