import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'hero-claude-sdk';
import {
  answerTimes,
  floodCommand,
  type Product,
  script,
  startProduct,
  text,
  udsRequest,
} from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addRepo, clientOf, runTurn } from './support/session.ts';

const torture = process.env['HERO_TORTURE'] !== undefined;
const seconds = torture ? 30 : 1;
const mebibyte = 2 ** 20;
const task = `Say hello. ${script(text('Hello.'))}`;

let product: Product;
let client: Client;

beforeAll(async () => {
  product = await startProduct();
  client = clientOf(product);
  await addRepo(product, 'shop');
});
afterAll(async () => await product?.close());

async function health(): Promise<void> {
  expect(await udsRequest(product.socket('server'), { path: '/health' })).toMatchObject({ status: 200 });
}

test(`forged lines at full speed for ${seconds} seconds change nothing but what the session claims`, {
  timeout: 900_000,
}, async () => {
  const { session_id } = await runTurn(client, { repos: ['shop'], task, cpu: 1 });
  const { directory } = await client.session.info({ session_id });
  const usage = async () => ({ ...(await client.session.usage({ session_id })), agent_cost_usd: 0 });
  const before = await usage();
  const flood = client.session.exec({ session_id, command: floodCommand(seconds), timeout_ms: 300_000 });
  // How soon is a figure of `pnpm bench --only flood`: tests run beside each other, and share what there is.
  const timesMs = await answerTimes(() => health(), flood);
  expect(Number((await flood).stdout)).toBeGreaterThan(10_000);
  expect(timesMs.length).toBeGreaterThan(seconds);

  expect(await usage()).toEqual(before);
  const { approvals } = await client.approval.list({ session_id });
  expect(approvals.length).toBeGreaterThan(0);
  expect(approvals.length).toBeLessThanOrEqual(500);
  // It is not answered as often as it asks.
  expect((await stat(join(directory, 'logs', 'in'))).size).toBeLessThan(8 * mebibyte);
  expect(await client.session.info({ session_id })).toMatchObject({
    status: 'running',
    agent: { state: 'waiting', detail: expect.stringMatching(/ more$/) },
    bucket: 'needs_you',
  });
  await client.session.stop({ session_id });
  expect(await client.session.info({ session_id })).toMatchObject({ status: 'stopped' });
});
