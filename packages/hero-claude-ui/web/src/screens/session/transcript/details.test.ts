import { expect, test } from 'vitest';
import type { ToolItem } from './item.ts';
import { lineDiff } from './line-diff.ts';
import { hasMark } from './marks.ts';
import { answered, called, prompted, transcriptOf } from './sample-lines.ts';
import { itemToMarkdown } from './to-markdown.ts';

const firstTool = (lines: readonly unknown[]): ToolItem => transcriptOf(lines).roots[0] as ToolItem;

test('a shell command says how it ended', () => {
  const failed = [
    called('a', 'Bash', { command: 'x' }),
    answered('a', 'Exit code 127\nx: not found', { is_error: true }),
  ];
  expect(firstTool(failed).detail).toMatchObject({ exitCode: 127, stdout: { text: 'x: not found' } });
  const background = [
    called('a', 'Bash'),
    answered('a', 'started', { tool_use_result: { backgroundTaskId: 'b1' } }),
  ];
  expect(firstTool(background).detail).toMatchObject({ exitCode: null, background: 'b1' });
});

test('an edit is a change of lines, stated or made from its input', () => {
  const structuredPatch = [{ oldStart: 4, newStart: 4, lines: [' a', '-b', '+c'] }];
  const stated = [called('a', 'Edit'), answered('a', 'ok', { tool_use_result: { structuredPatch } })];
  expect(firstTool(stated).detail).toMatchObject({
    kind: 'patch',
    added: 1,
    removed: 1,
    hunks: [{ oldStart: 4 }],
  });
  const bare = [called('a', 'Edit', { old_string: 'a\nb\nc', new_string: 'a\nB\nc' }), answered('a', 'ok')];
  expect(firstTool(bare).detail).toMatchObject({ added: 1, removed: 1 });
});

test('the smallest change is found', () => {
  const signs = (before: string, after: string) =>
    lineDiff(before, after).map(({ sign, text }) => sign + text);
  expect(signs('a\nb\nc\nd', 'a\nc\nd\ne')).toEqual([' a', '-b', ' c', ' d', '+e']);
  expect(signs('', 'new\n')).toEqual(['+new']);
  expect(signs('x\ny', 'y\nx')).toHaveLength(3);
});

test('a list tells what became of it', () => {
  const todos = (...statuses: string[]) => ({
    todos: statuses.map((status, index) => ({ content: `step ${index}`, status })),
  });
  const transcript = transcriptOf([
    called('a', 'TodoWrite', todos('in_progress', 'pending')),
    called('b', 'TodoWrite', todos('completed', 'in_progress', 'pending')),
  ]);
  expect((transcript.roots[1] as ToolItem).todo?.changes).toEqual([
    { text: 'step 0', change: 'done' },
    { text: 'step 1', change: 'started' },
    { text: 'step 2', change: 'added' },
  ]);
  expect(transcript.todos.current.map(({ status }) => status)).toEqual([
    'completed',
    'in_progress',
    'pending',
  ]);
});

test('a list kept item by item is the same list', () => {
  const transcript = transcriptOf([
    called('a', 'TaskCreate', { subject: 'paint' }),
    answered('a', 'Task #1 created successfully: paint'),
    called('b', 'TaskUpdate', { taskId: '1', status: 'in_progress' }),
  ]);
  expect(transcript.todos.current).toEqual([{ id: '1', text: 'paint', status: 'in_progress' }]);
});

test('one can jump to errors, edits and own words', () => {
  const { roots } = transcriptOf([
    prompted('go'),
    called('a', 'Edit'),
    answered('a', 'no such file', { is_error: true }),
  ]);
  expect(roots.map((item) => [hasMark(item, 'mine'), hasMark(item, 'edit'), hasMark(item, 'error')])).toEqual(
    [
      [true, false, false],
      [false, true, true],
    ],
  );
});

test('copied text cannot break out of its fence', () => {
  const items = transcriptOf([
    called('a', 'Bash', { command: 'echo "```"' }),
    answered('a', '````\n# hi'),
  ]).roots;
  expect(items.map((item) => itemToMarkdown(item)).join()).toBe(
    '**Bash**\n\n````sh\necho "```"\n````\n\n`````\n````\n# hi\n`````',
  );
});
