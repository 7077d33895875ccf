import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { root, run } from './run.ts';

const tracked = (await run('git', ['ls-files', '--cached', '--others', '--exclude-standard'])).stdout.split(
  '\n',
);
const pages = tracked.filter((file) => file.endsWith('.md') && !file.startsWith('packages/'));

test.each(pages)('links of %s lead somewhere', async (page) => {
  const text = await readFile(join(root, page), 'utf8');
  const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? '');
  expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
});

test('every place named in AGENTS.md exists', async () => {
  const text = await readFile(join(root, 'AGENTS.md'), 'utf8');
  const places = [...text.matchAll(/`((?:packages|docker|tests|scripts|service-manifests)\/[^`*]+)/g)];
  expect(places.length).toBeGreaterThan(10);
  expect(places.map((match) => match[1] ?? '').filter((place) => !existsSync(join(root, place)))).toEqual([]);
});

test.each([
  'docs/architecture.md',
  ...(await readdir(join(root, 'docs', 'adr'))).map((name) => `docs/adr/${name}`),
])('source files named in %s exist', async (page) => {
  const text = await readFile(join(root, page), 'utf8');
  const named = [...text.matchAll(/`([\w/.-]+\.ts)`/g)].map((match) => match[1] ?? '');
  const exists = (name: string) => tracked.some((file) => file === name || file.endsWith(`/${name}`));
  expect(named.filter((name) => !exists(name))).toEqual([]);
});
