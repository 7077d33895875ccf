import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { guarantees } from '../../packages/hero-claude-server/src/domain/guarantees/guarantees.ts';
import { declares } from './declared-test.ts';
import { root } from './run.ts';

const lines = guarantees.flatMap(({ id, tests }) => tests.map((line) => ({ id, ...line })));

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
