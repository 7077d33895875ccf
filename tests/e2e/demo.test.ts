import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { containersOf, requireEngine, workspaceDir } from 'hero-claude-testkit';
import { expect, test } from 'vitest';

const run = promisify(execFile);

/** The demo as `make demo` runs it, which builds first. */
const tsx = join(workspaceDir, 'node_modules', '.bin', 'tsx');
const words = ['--conditions=hero:source', 'scripts/demo.ts'];

async function demo(...args: string[]): Promise<string> {
  return (await run(tsx, [...words, ...args], { cwd: workspaceDir })).stdout;
}

// Side by side: a demo is in nobody's way, not even in that of another one.
test.concurrent('the demo delivers, says which commit, can be kept, and leaves nothing once it is ended', {
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

test.concurrent('Ctrl-C in the middle of the demo, twice, leaves nothing either', {
  timeout: 300_000,
}, async () => {
  const TMPDIR = await mkdtemp(join(tmpdir(), 'c-'));
  // As in a terminal: the signal is for all programs of the group.
  const child = spawn(tsx, words, {
    cwd: workspaceDir,
    env: { ...process.env, TMPDIR },
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const interrupt = () => process.kill(-(child.pid ?? 0), 'SIGINT');
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const before = told;
    told += chunk.toString();
    for (const word of ['The agent at work', 'interrupted:'])
      if (told.includes(word) && !before.includes(word)) interrupt();
  });
  expect(await exited).toBe(130);
  expect(told).toContain('everything of this demo is removed');
  expect((await readdir(TMPDIR)).filter((name) => name.startsWith('h-'))).toEqual([]);
  const containers = await (await requireEngine()).listContainers({ all: true });
  expect(containers.filter(({ Mounts }) => JSON.stringify(Mounts).includes(TMPDIR))).toEqual([]);
  await rm(TMPDIR, { recursive: true });
});
