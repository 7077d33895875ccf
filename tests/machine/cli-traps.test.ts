import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cliTraps } from '../../scripts/generate/cli-traps/index.ts';
import { declares } from './declared-test.ts';
import { root } from './run.ts';

const traps = cliTraps.flatMap((group) => group.traps);
const held = traps.flatMap(({ trap, held: by }) => (by === undefined ? [] : [{ trap, ...by }]));

test.each(held)('$trap', async ({ file, name }) => {
  expect(existsSync(join(root, file)), `${file} is not there`).toBe(true);
  expect(file).toMatch(/\.test\.ts$/);
  const source = await readFile(join(root, file), 'utf8');
  expect(declares(source, name), `${file} has no test "${name}"`).toBe(true);
});

test('each trap is there once, and says how it is met', () => {
  expect(new Set(traps.map(({ trap }) => trap)).size).toBe(traps.length);
  expect(traps.filter(({ answer }) => answer.length < 10)).toEqual([]);
});
