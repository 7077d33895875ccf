import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { daemonCommand, type Product, startDaemon, startProduct } from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

let product: Product;
let ui: Awaited<ReturnType<typeof startDaemon>>;
let token: string;

beforeAll(async () => {
  product = await startProduct();
  const { command, args } = daemonCommand('ui', 'source');
  const { home } = product;
  const socket = join(home.socketDir, 'hero_claude_ui.sock');
  ui = await startDaemon({ command, args: [...args, '--tcp'], env: home.env, socket });
  token = (await readFile(join(home.dir, 'hero', 'cfg', 'hero_claude', 'token'), 'utf8')).trim();
});

afterAll(async () => {
  await ui[Symbol.asyncDispose]();
  await product[Symbol.asyncDispose]();
});

/** A call over TCP with exactly these headers, which `fetch` would not let a test set. */
function call(headers: Record<string, string>): Promise<{ status: number; body: string }> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'session.list', params: {} });
  return new Promise((resolve, reject) => {
    const req = request(
      { host: '127.0.0.1', port: product.home.port, path: '/rpc', method: 'POST', headers },
      (res) => {
        let text = '';
        res.on('data', (chunk: Buffer) => (text += chunk.toString()));
        res.on('end', () => resolve({ status: res.statusCode ?? 0, body: text }));
      },
    );
    req.on('error', reject);
    req.end(body);
  });
}

const json = { 'content-type': 'application/json' };
const own = () => ({ ...json, host: `127.0.0.1:${product.home.port}`, authorization: `Bearer ${token}` });

test('the token of the login link opens the door', async () => {
  expect(await call(own())).toEqual({ status: 200, body: expect.stringContaining('"result":[]') });
});

test.each<[string, () => Record<string, string>, number]>([
  ['no token', () => ({ ...json, host: own().host }), 401],
  ['another token', () => ({ ...own(), authorization: `Bearer ${'x'.repeat(43)}` }), 401],
  ['a name that was rebound to us', () => ({ ...own(), host: 'evil.example' }), 403],
  ['a page of another site', () => ({ ...own(), origin: 'http://evil.example' }), 403],
  ['a page of another local port', () => ({ ...own(), origin: 'http://127.0.0.1:1' }), 403],
  ['a sandboxed page', () => ({ ...own(), origin: 'null' }), 403],
  [
    'claims of a proxy',
    () => ({ ...json, host: own().host, 'x-hero-user': 'admin', 'x-hero-claims': 'admin' }),
    401,
  ],
])('%s is turned away', async (_name, headers, status) => {
  const answer = await call(headers());
  expect(answer.status).toBe(status);
  expect(answer.body).not.toContain('"result"');
});
