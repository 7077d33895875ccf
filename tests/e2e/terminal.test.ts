import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'hero-claude-sdk';
import { freePort, type Product, script, startProduct, text } from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addRepo, clientOf, runTurn } from './support/session.ts';
import { TerminalClient } from './support/terminal.ts';

let product: Product;
let client: Client;
let address: string;
let sessionId: string;
beforeAll(async () => {
  product = await startProduct();
  client = clientOf(product);
  address = `ws+unix:${product.socket('server')}:`;
  await addRepo(product, 'shop');
  ({ session_id: sessionId } = await runTurn(client, { repos: ['shop'], task: script(text('Ready.')) }));
});
afterAll(() => product.close());

/** How many processes of the container carry `mark` in their command line. */
async function count(mark: string): Promise<number> {
  const command = `for f in /proc/[0-9]*/cmdline; do tr '\\0' ' ' <$f; echo; done 2>/dev/null | grep -c '^${mark}'`;
  return Number((await client.session.exec({ session_id: sessionId, command })).stdout);
}

test('people share one shell, come back to it, and nothing of it outlives it', async () => {
  using first = new TerminalClient(address, sessionId, { query: '&columns=90&rows=30' });
  expect(await first.notice('started')).toMatchObject({ container: 'agent', resumed: false, viewers: 1 });
  first.type('stty size; pwd; export KEPT=here; id -u');
  await first.shows(/30 90\r\n\/workspace\/code\/shop\r\n1000\r\n/);

  using second = new TerminalClient(address, sessionId, { query: '&columns=200&rows=20' });
  expect(await second.notice('started')).toMatchObject({ resumed: true, viewers: 2 });
  await second.shows(/30 90\r\n/);
  second.type('stty size; echo "<$KEPT>"');
  await first.shows(/20 90\r\n<here>\r\n/);
  second.resize(70, 40);
  second.type('stty size');
  await first.shows(/30 70\r\n/);

  first[Symbol.dispose]();
  second[Symbol.dispose]();
  await Promise.all([first.closed(), second.closed()]);
  using again = new TerminalClient(address, sessionId);
  await again.notice('started');
  again.type('echo "still $KEPT"; setsid sleep 4321 & sleep 0.1; yes | head -c 20000000 | md5sum');
  await again.shows(/still here\r\n/);
  await again.shows(/[0-9a-f]{32} {2}-/);
  expect(await count('sleep 4321')).toBe(1);
  again.type('exit 7');
  expect(await again.notice('ended')).toMatchObject({ exit_code: 7 });
  await again.closed();
  expect(await count('sleep 4321')).toBe(0);
});

test('a flood is shown whole to who reads it', async () => {
  using terminal = new TerminalClient(address, sessionId);
  await terminal.notice('started');
  terminal.type('echo; seq 1 300000; echo "the" end');
  await terminal.shows(/299999\r\n300000\r\nthe end/);
  const lines = terminal.text.split('\r\n').filter((line) => /^\d+$/.test(line));
  expect(lines).toHaveLength(300_000);
  terminal.type('exit');
  await terminal.notice('ended');
});

test('the dashboard hands it through, on its socket and with a token over TCP', async () => {
  const port = await freePort();
  await product.start('ui', { args: ['--tcp'], env: { HERO_CLAUDE_PORT: String(port) } });
  using local = new TerminalClient(`ws+unix:${product.socket('ui')}:`, sessionId);
  await local.notice('started');
  const tcp = `http://127.0.0.1:${port}`;
  const token = await readFile(join(product.home.dir, 'hero', 'cfg', 'hero_claude', 'token'), 'utf8');
  const asked = await fetch(`${tcp}/rpc`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token.trim()}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'terminal.ticket',
      params: { session_id: sessionId },
    }),
  });
  const { result } = (await asked.json()) as { result: { ticket: string } };
  const query = `&ticket=${result.ticket}`;
  await expect(open(`ws://127.0.0.1:${port}`, { origin: tcp })).rejects.toThrow('401');
  await expect(open(`ws://127.0.0.1:${port}`, { query, origin: 'https://evil.example' })).rejects.toThrow(
    '403',
  );
  using remote = await open(`ws://127.0.0.1:${port}`, { query, origin: tcp });
  remote.type('echo over "TCP"');
  await local.shows(/over TCP/);
  await expect(open(`ws://127.0.0.1:${port}`, { query, origin: tcp })).rejects.toThrow('401');
});

async function open(at: string, options: { query?: string; origin?: string }): Promise<TerminalClient> {
  const terminal = new TerminalClient(at, sessionId, options);
  await terminal.notice('started');
  return terminal;
}

test('a server that is killed leaves no shell behind; the next one starts anew', async () => {
  using before = new TerminalClient(address, sessionId);
  await before.notice('started');
  before.type('sleep 5432 & echo begun');
  await before.shows(/begun\r\n/);
  await product.server.kill9();
  await before.closed();
  await product.start('server');
  await expect.poll(async () => count('sleep 5432'), { timeout: 30_000 }).toBe(0);
  using after = new TerminalClient(address, sessionId);
  expect(await after.notice('started')).toMatchObject({ resumed: false });
});

test('it ends with the session, and of one that does not run it is over the files alone', async () => {
  using running = new TerminalClient(address, sessionId);
  await running.notice('started');
  await client.session.stop({ session_id: sessionId });
  await running.notice('ended');
  using side = new TerminalClient(address, sessionId);
  expect(await side.notice('started')).toMatchObject({ container: 'side' });
  await side.shows(/does not run/);
  side.type('pwd; ls /run/hero/*.sock || echo "no" sockets');
  await side.shows(/\/workspace\/code\/shop\r\n[^]*no sockets/);
  await client.session.start({ session_id: sessionId });
  await side.notice('ended');
  await client.session.stop({ session_id: sessionId });
  await client.session.destroy({ session_id: sessionId, force: true });
  using gone = new TerminalClient(address, sessionId);
  expect(await gone.notice('error')).toMatchObject({ kind: 'session.wrong_state' });
});
