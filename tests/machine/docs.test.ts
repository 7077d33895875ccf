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

test('the README is short, shows the life of a session, and names variables that are read', async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  expect(readme.split('\n').length).toBeLessThan(200);
  for (const status of ['creating', 'created', 'running', 'stopped', 'completed', 'trash'])
    expect(readme.slice(0, readme.indexOf('## '))).toContain(status);
  const table = readme.slice(readme.indexOf('## Configuration'), readme.indexOf('## When something'));
  const named = [...table.matchAll(/`([A-Z]{3}[A-Z_]+)`/g)].map((match) => match[1] ?? '');
  const all = await readFile(join(root, 'docs/reference/configuration.md'), 'utf8');
  expect(named.filter((name) => !all.includes(`| \`${name}\` |`))).toEqual([]);
  const ofTheOriginal =
    'CODEROOT BUILDDIR HERO_CLAUDE_HOST HERO_CLAUDE_PORT HERO_CLAUDE_IMAGE DOCKER_RUNTIME CLAUDE_CONFIG_DIR HERO_SECRET HERO_LOG';
  expect(named).toEqual(expect.arrayContaining(ofTheOriginal.split(' ')));
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
