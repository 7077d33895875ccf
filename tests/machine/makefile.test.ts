import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { root, run } from './run.ts';

const targets =
  'setup build install demo run rundev stop restart logs logs-ui check lint audit test test-all chaos torture bench image clean uninstall help';

test('make help lists every target and nothing else', async () => {
  const { code, stdout } = await run('make', ['help']);
  expect(code).toBe(0);
  expect([...stdout.matchAll(/^ {2}make (\S+) +\S/gm)].map((match) => match[1])).toEqual(targets.split(' '));
});

test.each(targets.split(' '))('make %s names scripts that exist', async (target) => {
  const { code, stdout, stderr } = await run('make', ['--dry-run', '--always-make', target]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const named = [...stdout.matchAll(/(?:scripts|docker)\/[\w/-]+\.(?:sh|ts)/g)].map(([script]) => script);
  const missing = named.filter((script) => !existsSync(join(root, script)));
  expect(missing).toEqual([]);
});

test('make clean removes what was built and nothing that anybody made', async () => {
  const checkout = await mkdtemp(join(tmpdir(), 'h-'));
  const made = [
    'packages/a/dist/main.js',
    'coverage/x',
    'packages/a/a.tsbuildinfo',
    'tests/b.tsbuildinfo',
    'c.tsbuildinfo',
  ];
  const mine = [
    'build/0a1b2c3d/code/shop/d.tsbuildinfo',
    'build/0a1b2c3d/code/shop/packages/dist/x',
    'packages/a/src/main.ts',
    '.env',
    'node_modules/b/dist/x',
  ];
  try {
    await cp(join(root, 'Makefile'), join(checkout, 'Makefile'));
    for (const file of [...made, ...mine]) {
      await mkdir(dirname(join(checkout, file)), { recursive: true });
      await writeFile(join(checkout, file), '');
    }
    expect(await run('make', ['clean'], { cwd: checkout })).toMatchObject({ code: 0 });
    const left = await readdir(checkout, { recursive: true, withFileTypes: true });
    const files = left
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    expect(files.sort()).toEqual(['Makefile', ...mine].map((file) => join(checkout, file)).sort());
  } finally {
    await rm(checkout, { recursive: true });
  }
});
