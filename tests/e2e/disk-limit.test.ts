import type { Client } from 'hero-claude-sdk';
import { type Product, requireEngine, script, startProduct, text } from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addRepo, clientOf, eventUntil, runTurn } from './support/session.ts';

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

test('files without content count as well', async () => {
  const { session_id } = await runTurn(client, create);
  const said = await overdraw(session_id, 'mkdir many; cd many; seq 20000 | xargs touch; sleep 50');
  expect(said).toMatch(/ in 2\d,\d{3} files on the disk /);
});
