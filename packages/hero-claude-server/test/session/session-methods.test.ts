import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createSampleRepo, hashTree, RpcCallError } from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type LoneServer, startServer } from '../support/server-without-engine.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

interface Session {
  session_id: string;
}

let server: LoneServer;

beforeAll(async () => {
  server = await startServer();
  await createSampleRepo(join(server.home.codeRoot, 'shop'), { uncommitted: true, ignored: true });
});
afterAll(async () => server[Symbol.asyncDispose]());

const create = async (params: object = {}) =>
  server.rpc<Session>('session.create', { repos: ['shop'], task: 'mend', ...params });

async function failure(call: Promise<unknown>): Promise<unknown> {
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  return error instanceof RpcCallError ? { code: error.code, kind: error.kind } : error;
}

test('what is asked for at create is kept, shown, and mirrored in a file of the session', async () => {
  const asked = {
    name: 'Mend the login',
    cpu: 1.5,
    memory_gb: 2,
    model: 'opus',
    effort: 'high',
    permission_mode: 'plan',
    egress: { policy: 'none' },
    labels: { team: 'shop', 'ticket/id': '42' },
    trust_project: false,
  };
  const more = { base: 'main', clean: true, env: { GREETING: 'hello' }, setup: ['true'] };
  const before = await hashTree(server.home.codeRoot);
  const session = await create({ ...asked, ...more });
  const { session_id } = session;
  const shown = {
    ...asked,
    status: 'created',
    bucket: 'needs_you',
    agent: null,
    task: 'mend',
    repos: [
      {
        name: 'shop',
        branch: `hero/${session_id}-mend-the-login`,
        base: { ref: 'refs/heads/main' },
        uncommitted_files: 0,
      },
    ],
  };
  expect(session).toMatchObject(shown);
  expect(await server.rpc('session.info', { session_id })).toMatchObject(shown);
  const file = join(server.home.buildDir, session_id, 'state', 'session.json');
  // Written once the row is: the row is the record.
  const mirrored = async () => JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as object;
  await expect
    .poll(mirrored, { timeout: 20_000 })
    .toMatchObject({ sessionId: session_id, status: 'created' });
  expect(JSON.stringify(await mirrored())).toContain('"GREETING":"hello"');
  expect((await stat(file)).mode & 0o077).toBe(0);
  expect(await hashTree(server.home.codeRoot)).toBe(before);
});

test('params go by position as by name, in the order they had at first', async () => {
  const image = 'hero-claude-sandbox:latest';
  const session = await server.rpc<Session>('session.create', [
    ['shop'],
    'by place',
    'A name',
    image,
    1,
    1,
    [],
  ]);
  expect(session).toMatchObject({ task: 'by place', name: 'A name', image, cpu: 1, memory_gb: 1 });
});

test('name and labels can be changed, and nothing else', async () => {
  const { session_id } = await create({ labels: { team: 'shop' } });
  const changed = await server.rpc('session.update', { session_id, name: 'Other', labels: { team: 'pay' } });
  expect(changed).toMatchObject({ session_id, name: 'Other', labels: { team: 'pay' } });
  expect(await failure(server.rpc('session.update', { session_id, task: 'other' }))).toMatchObject({
    code: -32602,
  });
  expect(await failure(server.rpc('session.update', { session_id: 'ffffffff', name: 'x' }))).toEqual({
    code: -32001,
    kind: 'session.not_found',
  });
});

test('a name is one line in any language, labels are few and short; what does not fit changes nothing', async () => {
  const { session_id } = await create({ name: 'First', labels: { team: 'shop' } });
  const update = async (params: object) => server.rpc('session.update', { session_id, ...params });
  expect(await update({ name: '  Korb 🛒 日本語 ' })).toMatchObject({ name: 'Korb 🛒 日本語' });
  expect(await update({})).toMatchObject({ name: 'Korb 🛒 日本語', labels: { team: 'shop' } });
  const most = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`label-${index}`, '']));
  const refused: object[] = [
    ...['', ' ', 'two\nlines', 'a\u202eb', 'x'.repeat(121), null].map((name) => ({ name })),
    ...['', 'a b', 'é', 'x'.repeat(64)].map((label) => ({ labels: { [label]: 'x' } })),
    { labels: { long: 'x'.repeat(257) } },
    { labels: { number: 1 } },
    { labels: most },
  ];
  for (const params of refused)
    expect([params, await failure(update({ name: 'Other', ...params }))]).toMatchObject([
      params,
      { code: -32602 },
    ]);
  expect(await server.rpc('session.info', { session_id })).toMatchObject({
    name: 'Korb 🛒 日本語',
    labels: { team: 'shop' },
  });
  expect(await update({ labels: {} })).toMatchObject({ labels: {} });
});

test('the list goes by status, the log by session, operation, level and words, and can be emptied', async () => {
  const { session_id } = await create();
  await create({ base: 'nope' }).catch(() => undefined);
  await server.rpc('session.destroy', { session_id, force: true });
  const ids = async (status?: string) =>
    (await server.rpc<Session[]>('session.list', status === undefined ? {} : { status })).map(
      (session) => session.session_id,
    );
  expect(await ids('destroyed')).toEqual([session_id]);
  expect(await ids('created')).not.toContain(session_id);
  expect(await ids()).toEqual(await ids('created'));

  interface Page {
    entries: { id: number; operation: string; session_id: string | null; level: string; message: string }[];
    next: number | null;
  }
  const get = async (filter: object) => server.rpc<Page>('logs.get', filter);
  const own = await get({ session_id });
  expect(own.entries.length).toBeGreaterThan(2);
  expect(new Set(own.entries.map((entry) => entry.session_id))).toEqual(new Set([session_id]));
  const created = await get({ session_id, operation: 'session.create', text: 'copy' });
  expect(created.entries.map(({ message }) => message)).toEqual(['copy shop']);
  const errors = await get({ level: 'error' });
  expect(errors.entries[0]).toMatchObject({ operation: 'session.create', level: 'error' });
  const first = await get({ limit: 2 });
  const second = await get({ limit: 2, before: first.next });
  expect(first.entries.map(({ id }) => id)).not.toEqual(second.entries.map(({ id }) => id));
  expect(second.entries[0]?.id).toBeLessThan(first.entries.at(-1)?.id ?? 0);

  const { removed } = await server.rpc<{ removed: number }>('logs.clear');
  expect(removed).toBeGreaterThan(4);
  expect(await get({})).toEqual({ entries: [], next: null });
});
