import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { guarantees } from '../../packages/hero-claude-server/src/domain/guarantees/guarantees.ts';
import { root } from './run.ts';

const lines = guarantees.flatMap(({ id, tests }) => tests.map((line) => ({ id, ...line })));

/** A test as its file writes it: the title comes first in `test(…)`, `it.each(…)(…)` and the like. */
function declares(source: string, name: string): boolean {
  const title = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?:\\b(?:test|it)|\\))\\(\\s*(['"\`])${title}\\1`).test(source);
}

test.each(lines)('$id: $attack', async ({ file, name }) => {
  expect(existsSync(join(root, file)), `${file} is not there`).toBe(true);
  expect(file).toMatch(/\.test\.ts$/);
  expect(declares(await readFile(join(root, file), 'utf8'), name), `${file} has no test "${name}"`).toBe(
    true,
  );
});

test('each promise and each line is there once', () => {
  expect(new Set(guarantees.map(({ id }) => id)).size).toBe(guarantees.length);
  const attacks = lines.map(({ id, attack }) => `${id}: ${attack}`);
  expect(new Set(attacks).size).toBe(attacks.length);
});
