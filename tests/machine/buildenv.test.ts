import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root, run } from './run.ts';

let checkout: string;

beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'h-'));
  for (const file of ['buildenv.sh', 'package.json']) await cp(join(root, file), join(checkout, file));
});

afterEach(() => rm(checkout, { recursive: true }));

/** The value of a variable after buildenv.sh, as a program started then would see it. */
async function value(name: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const script = `. ./buildenv.sh && printenv ${name}`;
  const { PATH } = process.env;
  const ran = await run('bash', ['-euc', script], { cwd: checkout, env: { PATH, HOME: '/home/me', ...env } });
  return ran.stdout.replace(/\n$/, '');
}

test('without .env the defaults hold', async () => {
  expect(await value('CODEROOT')).toBe('.');
  expect(await value('BUILDDIR')).toBe('./build');
  expect(await value('INSTALL_DIR')).toBe('/home/me/hero/bin');
  expect(await value('PORTS')).toBe('3780');
});

test('VERSION is the version of every package', async () => {
  const version = await value('VERSION');
  for (const name of (await value('BINARIES')).split(' ')) {
    const manifest: unknown = JSON.parse(
      await readFile(join(root, 'packages', name, 'package.json'), 'utf8'),
    );
    expect(manifest).toMatchObject({ version });
  }
});

test('.env fills what the environment leaves open', async () => {
  await writeFile(
    join(checkout, '.env'),
    '# comment\nCODEROOT="/my code/$(touch pwned)"\n\nBUILDDIR=/b=c\nHERO_CLAUDE_PORT=4000',
  );
  expect(await value('CODEROOT')).toBe('/my code/$(touch pwned)');
  expect(await value('BUILDDIR')).toBe('/b=c');
  expect(await value('PORTS')).toBe('4000');
  expect(await value('CODEROOT', { CODEROOT: '/given' })).toBe('/given');
  expect(await value('HERO_CLAUDE_PORT', { HERO_CLAUDE_PORT: '5000' })).toBe('5000');
});
