import { expect, test } from 'vitest';
import { commentsPrompt, type LineComment } from './line-comment.ts';
import { parsePatch, splitRows } from './parse-patch.ts';

const patch = `diff --git a/x b/x
--- a/x
+++ b/x
@@ -3,4 +3,5 @@ function f() {
 same
-old one
-old two
+new
 end
\\ No newline at end of file
@@ -40 +42 @@
-a
+b
`;

test('a patch is read with its line numbers', () => {
  const [first, second] = parsePatch(patch);
  expect(first?.heading).toBe('function f() {');
  expect(first?.lines.map(({ kind, old, now }) => [kind, old, now])).toEqual([
    ['same', 3, 3],
    ['removed', 4, null],
    ['removed', 5, null],
    ['added', null, 4],
    ['same', 6, 5],
    ['note', null, null],
  ]);
  expect(second?.lines.map(({ text, old, now }) => [text, old, now])).toEqual([
    ['a', 40, null],
    ['b', null, 42],
  ]);
});

test('lines that look like headers are lines', () => {
  const [hunk] = parsePatch('@@ -1 +1 @@\n--- a\n+++ b\n');
  expect(hunk?.lines.map(({ kind, text }) => [kind, text])).toEqual([
    ['removed', '-- a'],
    ['added', '++ b'],
  ]);
});

test('side by side, what was replaced stands beside what came', () => {
  const [hunk] = parsePatch(patch);
  const rows = splitRows(hunk?.lines ?? []);
  expect(rows.map(({ left, right }) => [left?.text ?? null, right?.text ?? null]).slice(0, 4)).toEqual([
    ['same', 'same'],
    ['old one', 'new'],
    ['old two', null],
    ['end', 'end'],
  ]);
});

test('comments become one turn, each with its file and line', () => {
  const comment = (line: number, text: string, side: 'new' | 'old' = 'new'): LineComment => ({
    id: String(line),
    repo: 'shop',
    path: 'src/a.ts',
    side,
    line,
    code: `code ${line}`,
    text,
  });
  expect(commentsPrompt([comment(20, 'Why?', 'old'), comment(3, 'Name it.')])).toBe(
    [
      'I reviewed your changes and have 2 comments. Please address each of them.',
      'shop/src/a.ts:3\n> code 3\nName it.',
      'shop/src/a.ts:20 (a line you removed)\n> code 20\nWhy?',
    ].join('\n\n'),
  );
});
