import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Client } from 'hero-claude-sdk';
import { type Product, script, startProduct, text, tool } from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addRepo, clientOf, runTurn, turnDone } from './support/session.ts';
import { TerminalClient } from './support/terminal.ts';

let product: Product;
let client: Client;
let host: Server;
let authority: string;
beforeAll(async () => {
  product = await startProduct();
  client = clientOf(product);
  await addRepo(product, 'shop');
  host = createServer((_req, res) => res.end('reached')).listen(0, '127.0.0.1');
  await once(host, 'listening');
  authority = `localhost:${(host.address() as AddressInfo).port}`;
});
afterAll(async () => {
  host.close();
  await product.close();
});

const bash = (command: string) => tool('Bash', { command, description: 'run' });

/** What the proxy in the container answers to a request for the host's server. */
async function asked(session_id: string): Promise<string> {
  const ask = `exec 3<>/dev/tcp/127.0.0.1/3128; printf 'GET http://${authority}/ HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n' >&3; cat <&3`;
  const { stdout } = await client.session.exec({ session_id, command: ['bash', '-c', ask] });
  return stdout;
}

test('what a running session may reach changes at once, is remembered and shown', async () => {
  const task = script(text('Ready.'));
  const { session_id } = await runTurn(client, { repos: ['shop'], task, egress: 'none' });
  expect(await asked(session_id)).toContain('403 Forbidden');

  const policy = { policy: 'allowlist', allow: [authority], defaults: false };
  expect(await client.egress.allow({ session_id, host: authority })).toEqual({ policy, live: true });
  expect(await asked(session_id)).toContain('reached');
  expect((await client.session.info({ session_id })).egress).toEqual(policy);

  const { applied } = await client.session.configure({ session_id, egress: 'none' });
  expect(applied).toEqual({ egress: 'live' });
  expect(await asked(session_id)).toContain('403 Forbidden');
  const first = await client.egress.log({ session_id, limit: 2 });
  const rest = await client.egress.log({ session_id, after: first.next_after });
  const seen = [...first.decisions, ...rest.decisions].filter(({ count }) => count > 0);
  expect(seen).toMatchObject([
    { host: 'localhost', method: 'GET', allowed: false, reason: 'policy_none' },
    { host: 'localhost', method: 'GET', allowed: true, reason: 'listed' },
  ]);
  expect(seen[1]?.bytes_down).toBeGreaterThan(0);
  await client.egress.allow({ session_id, host: authority });

  // A change that a crash cut between the row and the gateway is completed by the next server.
  await product.server.kill9();
  await product.gatewayRpc('session.egress', { session_id, egress: { policy: 'none' } });
  await product.start('server');
  await expect.poll(async () => asked(session_id), { timeout: 30_000 }).toContain('reached');

  await client.session.stop({ session_id });
  expect(await client.egress.allow({ session_id, host: 'b.example' })).toMatchObject({ live: false });
  await expect(client.egress.allow({ session_id, host: 'http://b.example/x' })).rejects.toMatchObject({
    kind: 'rpc.invalid_params',
  });
});

test('files are read of a session that runs and of one that does not', async () => {
  const { session_id } = await client.session.create({ repos: ['shop'], task: script(text('Hello.')) });
  const place = { session_id, repo: 'shop' };
  const { entries } = await client.session.files(place);
  const file = entries.find(({ type }) => type === 'file');
  const { content, size } = await client.session.file({ ...place, path: file?.name ?? '' });
  expect(Buffer.byteLength(content)).toBe(size);
  await client.session.exec({ session_id, command: 'ln -s / out; printf new > new.txt' });
  expect((await client.session.file({ ...place, path: 'new.txt' })).content).toBe('new');
  const kinds = await Promise.all(
    ['out/etc/passwd', '../..', '/etc/passwd', 'none'].map(async (path) =>
      client.session.file({ ...place, path }).then(
        () => 'read',
        ({ kind }: { kind: string }) => kind,
      ),
    ),
  );
  expect(kinds).toEqual(['file.outside', 'file.path_invalid', 'file.path_invalid', 'file.not_found']);
  await expect(client.session.files({ session_id, repo: 'none' })).rejects.toMatchObject({
    kind: 'session.no_such_repo',
  });
});

test("the operator's hooks hold an agent, and one that a crash cut is not run again", async () => {
  const { dir } = product.home;
  const [ran, release] = [join(dir, 'ran'), join(dir, 'release')];
  const hooks = {
    slow: {
      event: 'PreToolUse',
      matcher: 'Bash',
      command: ['bash', '-c', `echo once >> ${ran}; until [ -e ${release} ]; do sleep 0.1; done`],
    },
    no: {
      event: 'UserPromptSubmit',
      command: ['bash', '-c', 'grep -q Refuse-me && exit 2; exit 0'],
      global: true,
    },
  };
  await writeFile(join(dir, 'hero/cfg/hero_claude/hooks.json'), JSON.stringify({ hooks }), { mode: 0o600 });
  const create = { repos: ['shop'], task: script(bash('touch made.txt'), text('Went on.')) };
  await expect(client.session.create({ ...create, hooks: ['no-such'] })).rejects.toMatchObject({
    kind: 'hook.unknown',
  });
  const { session_id } = await client.session.create({ ...create, hooks: ['slow'] });
  await client.session.start({ session_id });
  await expect.poll(async () => readFile(ran, 'utf8').catch(() => ''), { timeout: 30_000 }).toBe('once\n');
  await product.server.kill9();
  await product.start('server');
  await turnDone(client, session_id);
  expect(await readFile(ran, 'utf8')).toBe('once\n');
  await writeFile(release, '');
  const said = product.modelServer.requests.some(({ body }) => body.includes('interrupted, outcome unknown'));
  expect(said).toBe(true);
  const { exit_code } = await client.session.exec({ session_id, command: ['test', '-e', 'made.txt'] });
  expect(exit_code).toBe(1);

  const asked = product.modelServer.requests.length;
  await client.session.send({ session_id, prompt: `Refuse-me. ${script(text('never'))}` });
  await turnDone(client, session_id, 2);
  expect(product.modelServer.requests.slice(asked).some(({ body }) => body.includes('Refuse-me.'))).toBe(
    false,
  );
});

/** 20 people look at one session and talk to the server at once. */
test('20 viewers see every line once while they use everything else', async () => {
  const { session_id } = await client.session.create({
    repos: ['shop'],
    task: script(...Array.from({ length: 8 }, (_, n) => bash(`echo line ${n}`)), text('All said.')),
  });
  const viewers = Array.from({ length: 20 }, async () => {
    const own = clientOf(product);
    const seen: number[] = [];
    for await (const { type, data } of own.follow({
      session: session_id,
      after: 0,
      signal: AbortSignal.timeout(60_000),
    })) {
      if (type !== 'session.message') continue;
      const { seq, line } = data as { seq: number; line: string };
      seen.push(seq);
      if (line.includes('"type":"result"')) break;
      await own.session.info({ session_id });
    }
    return seen;
  });
  await client.session.start({ session_id });
  const all = await Promise.all(viewers);
  const [first = []] = all;
  expect(first.length).toBeGreaterThan(20);
  expect(first).toEqual(first.toSorted((a, b) => a - b));
  expect(new Set(first).size).toBe(first.length);
  for (const seen of all) expect(seen).toEqual(first);
  const terminals = Array.from(
    { length: 20 },
    () => new TerminalClient(`ws+unix:${product.socket('server')}:`, session_id),
  );
  await Promise.all(terminals.map(async (terminal) => terminal.notice('started')));
  terminals[7]?.type('seq 1 20000 | tail -n 1; echo the "end"');
  await Promise.all(terminals.map(async (terminal) => terminal.shows(/20000\r\nthe end/)));
  const files = await Promise.all(
    terminals.map(async () => client.session.files({ session_id, repo: 'shop' })),
  );
  for (const { entries } of files) expect(entries).toEqual(files[0]?.entries);
  for (const terminal of terminals) terminal[Symbol.dispose]();
});
