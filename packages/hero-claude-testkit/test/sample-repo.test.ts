import { existsSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import {
  createSampleRepo,
  type SampleRepo,
  type SampleRepoOptions,
  sampleFix,
  sampleTest,
} from '../src/index.ts';
import { tempDir } from './temp-dir.ts';

async function sample(options?: SampleRepoOptions) {
  const temp = await tempDir();
  const repo = await createSampleRepo(join(temp.dir, 'shop'), options);
  return { ...repo, [Symbol.asyncDispose]: async () => await temp[Symbol.asyncDispose]() };
}

describe('createSampleRepo', () => {
  it('has a failing test that the fix mends', async () => {
    await using repo = await sample();
    expect(await repo.git('status', '--porcelain')).toBe('');
    const run = async (command: string) =>
      await execa('sh', ['-c', command], { cwd: repo.dir, reject: false });
    expect(await run(sampleTest)).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('FAILED') as string,
    });
    await run(sampleFix);
    expect(await run(sampleTest)).toMatchObject({ exitCode: 0 });
  });

  it('gives the same commits every time', async () => {
    await using one = await sample({ branches: ['next'], big: 10 });
    await using two = await sample({ branches: ['next'], big: 10 });
    expect(await one.git('rev-parse', 'main', 'next')).toBe(await two.git('rev-parse', 'main', 'next'));
  });

  it('has branches, tags, uncommitted and ignored files', async () => {
    await using repo = await sample({ branches: ['a', 'b'], tags: ['v1'], uncommitted: true, ignored: true });
    expect(await repo.git('for-each-ref', '--format=%(refname:short)')).toBe('a\nb\nmain\nv1');
    expect((await repo.git('status', '--porcelain', '-unormal')).split('\n')).toEqual([
      'M  README.md',
      ' D docs/guide.md',
      ' M src/cart.js',
      '?? notes/',
    ]);
    expect((await repo.git('ls-files', '-oi', '--exclude-standard')).split('\n')).toEqual([
      '.env',
      'debug.log',
      'dist/app.js',
    ]);
  });

  it.each<[string, SampleRepoOptions, (repo: SampleRepo) => Promise<unknown>, unknown]>([
    ['sha256', { sha256: true }, async ({ head }) => head.length, 64],
    ['shallow', { shallow: true }, async (repo) => await repo.git('rev-list', '--count', 'HEAD'), '1'],
    ['detached', { detached: true }, async (repo) => await repo.git('branch', '--show-current'), ''],
    ['big', { big: 1234 }, async (repo) => (await repo.git('ls-files', 'big')).split('\n').length, 1234],
    ['worktree', { worktree: true }, async ({ dir }) => (await lstat(join(dir, '.git'))).isFile(), true],
    ['submodule', { submodule: true }, async ({ dir }) => existsSync(join(dir, 'vendor/lib/lib.sh')), true],
    [
      'lfs',
      { lfs: true },
      async (repo) => await repo.git('check-attr', 'filter', 'assets/logo.bin'),
      'assets/logo.bin: filter: lfs',
    ],
  ])('can be %s, and is clean', async (_name, options, look, expected) => {
    await using repo = await sample(options);
    expect(await look(repo)).toBe(expected);
    expect(await repo.git('status', '--porcelain')).toBe('');
  });

  it('can be without commits', async () => {
    await using repo = await sample({ empty: true });
    expect(repo.head).toBe('');
    expect(await repo.git('rev-list', '--all', '--count')).toBe('0');
  });
});
