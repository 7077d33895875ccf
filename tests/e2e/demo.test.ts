import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { containersOf, requireEngine, workspaceDir } from 'hero-claude-testkit';
import { expect, test } from 'vitest';

const run = promisify(execFile);

/** The demo as `make demo` runs it, which builds first. */
async function demo(...args: string[]): Promise<string> {
  const tsx = join(workspaceDir, 'node_modules', '.bin', 'tsx');
  const words = ['--conditions=hero:source', 'scripts/demo.ts', ...args];
  return (await run(tsx, words, { cwd: workspaceDir })).stdout;
}

test('the demo delivers, says which commit, can be kept, and leaves nothing once it is ended', {
  timeout: 300_000,
}, async () => {
  const told = await demo('--keep');
  expect(told).toContain('in front of a scripted model (no credential, no cost)');
  expect(told).toMatch(/^[0-9a-f]{7,} Test Person: Trim the password before comparing it$/m);
  const page = /http:\/\/127\.0\.0\.1:\d+\//.exec(told)?.[0] ?? '';
  const dir = /--end (\S+)"/.exec(told)?.[1] ?? '';
  try {
    expect(await (await fetch(`${page}health`)).json()).toMatchObject({ status: 'ok' });
    const used = await run('sh', [
      '-c',
      `. ${dir}/use; hero-claude session list; hero-claude server info --json`,
    ]);
    expect(used.stdout).toMatch(/Mend the login +completed/);
    expect(await demo('--end', dir)).toContain('everything of this demo is removed');
    expect(existsSync(dir)).toBe(false);
    const { instance } = JSON.parse(used.stdout.slice(used.stdout.indexOf('{'))) as { instance: string };
    expect(await containersOf(await requireEngine(), instance)).toEqual([]);
    await expect(fetch(`${page}health`)).rejects.toThrow('fetch failed');
  } finally {
    if (existsSync(dir)) await demo('--end', dir);
  }
});
