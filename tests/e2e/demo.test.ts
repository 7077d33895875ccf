import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from 'hero-claude-sdk/node';
import { containersOf, requireEngine, script, text, workspaceDir } from 'hero-claude-testkit';
import { expect, test, vi } from 'vitest';
import { turnDone } from './support/session.ts';

const run = promisify(execFile);

/** The demo as `make demo` runs it, which builds first. */
const tsx = join(workspaceDir, 'node_modules', '.bin', 'tsx');
const words = ['--conditions=hero:source', 'scripts/demo.ts'];

async function demo(...args: string[]): Promise<string> {
  return (await run(tsx, [...words, ...args], { cwd: workspaceDir })).stdout;
}

/** The services are restarted while the model is in the middle of an answer: it is asked once more, and that is all. */
async function restartInAnAnswer(dir: string, session_id: string): Promise<void> {
  const hero = async (line: string) => run('sh', ['-c', `. ${dir}/use; hero-claude ${line}`]);
  const slow = script({ hang: true, text: 'Half an answer that does not end' }, text('The whole answer.'));
  await hero(`session start ${session_id} --prompt '${slow}'`);
  const journal = join(dir, 'build', session_id, 'logs', 'claude.log');
  const said = async (words: string) => (await readFile(journal, 'utf8')).split(words).length - 1;
  await vi.waitFor(async () => expect(await said('text_delta')).toBeGreaterThan(0), {
    timeout: 60_000,
    interval: 100,
  });
  const { stderr } = await hero('restart');
  expect(stderr).toMatch(/^… stopping the services\n… starting /);
  const socketPath = join(dir, 'hero', 'var', 'sockets', 'hero_claude_server.sock');
  const client = connect({ socketPath });
  await turnDone(client, session_id, 2);
  const { turns } = await client.session.turns({ session_id });
  expect(turns.slice(1)).toMatchObject([{ turn: 2, state: 'done', result: 'The whole answer.' }]);
  expect(await said('"type":"result"')).toBe(2);
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
    await restartInAnAnswer(dir, /^([0-9a-f]{8}) +Mend/m.exec(used.stdout)?.[1] ?? '');
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
  try {
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
  } finally {
    child.kill('SIGKILL');
    await rm(TMPDIR, { recursive: true, force: true });
  }
});
