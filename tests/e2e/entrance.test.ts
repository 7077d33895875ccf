import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { daemonCommand, type Product, startDaemon, startProduct } from 'hero-claude-testkit';
import { startChromium } from 'hero-claude-testkit/browser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addRepo } from './support/session.ts';

let product: Product;
let ui: Awaited<ReturnType<typeof startDaemon>>;
let token: string;

beforeAll(async () => {
  product = await startProduct();
  const { command, args } = daemonCommand('ui');
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

/** Everything a page of another origin can try without knowing the token; runs in the browser. */
const attempts = `async ({ base, call }) => {
  const told = {};
  const attempt = async (name, work) => {
    told[name] = await work().catch(() => 'refused');
  };
  const fired = (target, good) => new Promise((resolve, reject) => {
    target.addEventListener(good, () => resolve(good));
    target.addEventListener('error', () => reject(new Error('refused')));
  });
  const element = (name, src) => {
    const made = document.createElement(name);
    const done = fired(made, 'load');
    made.src = src;
    document.body.append(made);
    return done;
  };
  const json = { 'content-type': 'application/json' };
  const text = { 'content-type': 'text/plain' };
  for (const path of ['health', 'openrpc.json', 'metrics', 'events', ''])
    await attempt('read /' + path, async () => (await fetch(base + path)).status);
  await attempt('call', async () => (await fetch(base + 'rpc', { method: 'POST', headers: json, body: call })).status);
  await attempt('call as text', async () => (await fetch(base + 'rpc', { method: 'POST', headers: text, body: call })).status);
  await attempt('call blindly', async () => (await fetch(base + 'rpc', { method: 'POST', mode: 'no-cors', body: call })).type);
  await attempt('beacon', async () => (navigator.sendBeacon(base + 'rpc', call), 'sent'));
  await attempt('stream', () => fired(new EventSource(base + 'events'), 'open'));
  await attempt('socket', () => fired(new WebSocket(base.replace('http', 'ws') + 'terminal?session=0a1b2c3d'), 'open'));
  await attempt('image', () => element('img', base + 'metrics'));
  await attempt('script', () => element('script', base + 'openrpc.json'));
  await attempt('frame', async () => {
    await element('iframe', base);
    return document.querySelector('iframe').contentWindow.document.title;
  });
  await attempt('window', async () => window.open(base).document.body.innerText || 'nothing');
  return told;
}`;

test('a page of another local site reaches nothing, in a browser that is logged in', async () => {
  await addRepo(product, 'shop');
  await using browser = await startChromium();
  const site = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<p>'),
  );
  await once(site.listen(0, '127.0.0.1'), 'listening');
  try {
    const context = await browser.newContext();
    const base = `http://127.0.0.1:${product.home.port}/`;
    await (await context.newPage()).goto(`${base}#token=${token}`);
    const page = await context.newPage();
    const { port } = site.address() as AddressInfo;
    const params = { repos: ['shop'], task: 'from elsewhere' };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'session.create', params });
    for (const name of ['127.0.0.1', 'localhost']) {
      await page.goto(`http://${name}:${port}/`);
      const told = await page.evaluate<Record<string, unknown>>(
        `(${attempts})(${JSON.stringify({ base, call: body })})`,
      );
      const { beacon, 'call blindly': blind, window: opened, ...rest } = told;
      // These two are sent, and the page never learns how they end; a window is empty until it has gone elsewhere.
      expect([beacon, blind]).toEqual(['sent', 'opaque']);
      expect(['nothing', 'refused']).toContain(opened);
      expect(new Set(Object.values(rest))).toEqual(new Set(['refused']));
      expect(Object.keys(rest).length).toBeGreaterThan(10);
    }
    expect(await product.rpc('session.list')).toEqual([]);
  } finally {
    site.close();
  }
});
