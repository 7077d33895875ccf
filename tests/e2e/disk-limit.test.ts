import type { Client } from 'hero-claude-sdk';
import { type Product, requireEngine, script, startProduct, text } from 'hero-claude-testkit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { addRepo, clientOf, eventUntil, runTurn, turnDone } from './support/session.ts';

const create = { repos: ['shop'], task: `Say hello. ${script(text('Hello.'))}` };

let product: Product;
let client: Client;

beforeAll(async () => {
  // 50 MB, and 5,000 files.
  product = await startProduct({ env: { HERO_CLAUDE_DISK_GB: '0.05' } });
  client = clientOf(product);
  await addRepo(product, 'shop');
});
afterAll(async () => await product?.close());

/** Runs what takes too much, and waits until the session says that it did. */
async function overdraw(session_id: string, command: string): Promise<string> {
  // It is paused in the middle of it.
  const running = client.session.exec({ session_id, command, timeout_ms: 60_000 }).catch(() => undefined);
  const { data } = await eventUntil(client, ({ type, session_id: about, data: told }) => {
    const { problem } = told as { problem?: { kind: string } | null };
    return type === 'session.changed' && about === session_id && problem?.kind === 'session.disk_limit';
  });
  await client.session.stop({ session_id });
  await running;
  return (data as { problem: { message: string } }).problem.message;
}

async function isPaused(session_id: string): Promise<boolean> {
  const docker = await requireEngine();
  const { container_id } = await client.session.info({ session_id });
  return (await docker.getContainer(container_id ?? '').inspect()).State.Paused;
}

test('a session that fills the disk is paused, says why, and goes on when it is cleared out', async () => {
  const neighbour = await runTurn(client, create);
  const { session_id } = await runTurn(client, create);
  const said = await overdraw(session_id, 'head -c 200M /dev/zero > /home/agent/big; sleep 50');
  expect(said).toMatch(/^It has \d+ MB in [\d,]+ files on the disk and may have 54 MB in 5,000/);
  expect(await isPaused(neighbour.session_id)).toBe(false);

  await expect(client.session.start({ session_id })).rejects.toMatchObject({ kind: 'session.disk_limit' });
  await client.session.exec({ session_id, command: 'rm /home/agent/big' });
  await client.session.start({ session_id });
  expect(await client.session.info({ session_id })).toMatchObject({ status: 'running', problem: null });
  await client.session.stop({ session_id });
  await client.session.stop({ session_id: neighbour.session_id });
});

test('what it says counts as well', async () => {
  const { session_id } = await runTurn(client, create);
  const say = 'yes "$(head -c 20000 /dev/zero | tr "\\0" x)" | head -c 80M >> /run/hero-io/out; sleep 50';
  expect(await overdraw(session_id, say)).toMatch(/^It has \d+ MB /);
});

test('files without content count as well', async () => {
  const { session_id } = await runTurn(client, create);
  const said = await overdraw(session_id, 'mkdir many; cd many; seq 20000 | xargs touch; sleep 50');
  // The look may come while they are made: it is their number that is too large then, and not their size.
  const [, megabytes, files] = /^It has (\d+) MB in ([\d,]+) files on the disk /.exec(said) ?? [];
  expect(Number(megabytes)).toBeLessThan(54);
  expect(Number(files?.replaceAll(',', ''))).toBeGreaterThan(5000);
});

describe('what a session does to itself', () => {
  let attacked: string;
  let neighbour: string;
  let turns = 1;

  beforeAll(async () => {
    ({ session_id: neighbour } = await runTurn(client, create));
    ({ session_id: attacked } = await runTurn(client, { ...create, memory_gb: 2, cpu: 1 }));
  });

  /** While it runs the session beside it does a turn, and the server answers as ever. */
  async function attack(command: string): Promise<string> {
    const running = client.session.exec({ session_id: attacked, command, timeout_ms: 60_000 });
    running.catch(() => undefined);
    await client.session.send({ session_id: neighbour, prompt: create.task });
    turns += 1;
    await turnDone(client, neighbour, turns);
    expect((await client.server.health({})).status).toBe('ok');
    const { stdout, stderr } = await running;
    return stdout + stderr;
  }

  async function problem(kind: string): Promise<string> {
    const { data } = await eventUntil(client, ({ type, session_id, data: told }) => {
      const { problem: met } = told as { problem?: { kind: string } | null };
      return type === 'session.changed' && session_id === attacked && met?.kind === kind;
    });
    return (data as { problem: { message: string } }).problem.message;
  }

  test('a fork bomb meets the limit of processes, and the session says so', async () => {
    const bomb =
      'while (1) { defined($p = fork) or last; $p or do { sleep 8; exit } } print "no more: $!\\n"';
    expect(await attack(`perl -e '${bomb}'`)).toContain('no more: Resource temporarily unavailable');
    expect(await problem('session.process_limit')).toBe(
      'It met its limit of 2,048 processes and threads: its container gets no more',
    );
  });

  test('the next turn of a session that met a limit is a new chance', async () => {
    await client.session.send({ session_id: attacked, prompt: create.task });
    await turnDone(client, attacked, 2);
    await vi.waitFor(async () => {
      expect(await client.session.info({ session_id: attacked })).toMatchObject({ problem: null });
    }, 20_000);
    const { entries } = await client.logs.get({ session_id: attacked, operation: 'session.limit' });
    expect(entries).toHaveLength(1);
  });

  test('a /tmp that is filled is named, and used by nobody else', async () => {
    expect(await attack('dd if=/dev/zero of=/tmp/full bs=1M')).toContain('No space left on device');
    expect(await problem('session.tmp_full')).toBe(
      'It has filled /tmp, which holds 1,024 MiB: nothing more can be written there',
    );
    await client.session.exec({ session_id: attacked, command: ['rm', '/tmp/full'] });
  });

  test('a memory bomb beside the agent is killed, and the session says so', async () => {
    expect(await attack('tail /dev/zero; echo "ended with $?"')).toContain('ended with 137');
    expect(await problem('session.memory_limit')).toMatch(/^It met its memory limit of 2,048 MiB/);
    expect(await client.session.info({ session_id: attacked })).toMatchObject({
      status: 'running',
      agent: { state: 'idle' },
    });
  });

  test('what the kernel counts by user runs out, and the session beside goes on', async () => {
    const program =
      'import ctypes, time; c = ctypes.CDLL(None); print(min(c.inotify_init1(0) for _ in range(70000))); time.sleep(5)';
    expect(await attack(`ulimit -n; python3 -c '${program}'`)).toMatch(/^-1$/m);
  });

  test('a storm of open files and a hog of every processor end with their program', async () => {
    const open = 'my @f; while (open my $h, "<", "/dev/null") { push @f, $h } print scalar(@f), " $!\\n"';
    const said = await attack(
      `for i in $(seq 4); do perl -e '${open}' & done; for i in $(seq 16); do timeout 3 sh -c 'while :; do :; done' & done; wait`,
    );
    expect(said.match(/^\d+ Too many open files$/gm)).toHaveLength(4);
  });
});
