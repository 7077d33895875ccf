import { expect, test } from 'vitest';
import { prompted, transcriptOf } from '../transcript/sample-lines.ts';
import { promptHistory } from './prompt-history.ts';
import { promptUuid } from './prompt-uuid.ts';
import { isCommand, suggestCommands } from './slash-commands.ts';

const commands = ['compact', 'context', 'review', 'plugin:compact'];

test('commands are suggested by their beginning, then by what they hold', () => {
  expect(suggestCommands('/com', commands)).toEqual(['compact', 'plugin:compact']);
  expect(suggestCommands('/', commands)).toHaveLength(4);
  expect(suggestCommands('/compact now', commands)).toEqual([]);
  expect(suggestCommands('see /com', commands)).toEqual([]);
});

test('only a known command is one; a path is text', () => {
  expect(isCommand('/compact keep the plan', commands)).toBe(true);
  expect(isCommand('/etc/passwd is odd', commands)).toBe(false);
});

test('what was said comes back newest first, once', () => {
  const { roots } = transcriptOf([prompted('a'), prompted('b'), prompted('a')]);
  expect(promptHistory(roots)).toEqual(['a', 'b']);
});

test('uuids are of version 4', () => {
  expect(promptUuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
