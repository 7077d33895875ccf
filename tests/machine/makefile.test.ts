import { existsSync } from 'node:fs';
import { join } from 'node:path';
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
