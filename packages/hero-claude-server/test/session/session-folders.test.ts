import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSampleRepo, RpcCallError, type SampleRepoOptions, udsSse } from 'hero-claude-testkit';
import { expect, test, vi } from 'vitest';
import { type LoneServer, startServer } from '../support/server-without-engine.ts';

// Each starts a server, some of them twice.
vi.setConfig({ testTimeout: 90_000 });

interface Session {
  session_id: string;
  status: string;
  name: string;
  progress: Progress | null;
}

interface Progress {
  phase: string;
  percent?: number;
  bytes?: number;
}

async function serverWithRepo(options: SampleRepoOptions = {}): Promise<LoneServer> {
  const server = await startServer();
  await createSampleRepo(join(server.home.codeRoot, 'shop'), options);
  return server;
}

async function create(server: LoneServer): Promise<string> {
  const session = await server.rpc<Session>('session.create', { repos: ['shop'], task: 'anything' });
  return session.session_id;
}

async function kindOf(call: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  return error instanceof RpcCallError ? error.kind : undefined;
}

/** The session of the first event of that type. */
async function sessionOf(server: LoneServer, type: string): Promise<string> {
  const signal = AbortSignal.timeout(20_000);
  const { socket } = server.daemon;
  for await (const { event, data } of udsSse(socket, '/events?session=all', { lastEventId: '0', signal })) {
    if (event === type) return (JSON.parse(data) as Session).session_id;
  }
  throw new Error(`no ${type}`);
}

test('destroy and restore move the folder, and never over something else', async () => {
  await using server = await serverWithRepo();
  const session_id = await create(server);
  const folder = join(server.home.buildDir, session_id);
  const trashed = join(server.home.buildDir, '.trash', session_id);

  await server.rpc('session.destroy', { session_id, force: true });
  expect([existsSync(folder), existsSync(trashed)]).toEqual([false, true]);
  expect(await server.rpc('session.info', { session_id })).toMatchObject({
    status: 'destroyed',
    bucket: null,
    directory: trashed,
  });

  await mkdir(folder);
  await writeFile(join(folder, 'mine'), '');
  expect(await kindOf(server.rpc('session.restore', { session_id }))).toBe('session.folder_taken');
  expect(await server.rpc('session.info', { session_id })).toMatchObject({ status: 'destroyed' });

  await rename(folder, `${folder}-mine`);
  expect(await server.rpc('session.restore', { session_id })).toMatchObject({ status: 'created' });
  expect([existsSync(folder), existsSync(trashed)]).toEqual([true, false]);
});

test('a server that died while a folder moved puts it where the row says', async () => {
  await using server = await serverWithRepo();
  const [kept, gone] = [await create(server), await create(server)];
  await server.rpc('session.destroy', { session_id: gone, force: true });
  await server.daemon.kill9();
  const { buildDir } = server.home;
  await rename(join(buildDir, kept), join(buildDir, '.trash', kept));
  await rename(join(buildDir, '.trash', gone), join(buildDir, gone));

  await server.restart();
  expect(existsSync(join(buildDir, kept, 'code', 'shop'))).toBe(true);
  expect(existsSync(join(buildDir, '.trash', gone, 'code', 'shop'))).toBe(true);
  expect(await server.rpc('session.info', { session_id: kept })).toMatchObject({ status: 'created' });
  expect(await server.rpc('session.restore', { session_id: gone })).toMatchObject({ status: 'created' });
});

test('a session whose folder is nowhere says so, goes on when it is back, and can be given up', async () => {
  await using server = await serverWithRepo();
  const session_id = await create(server);
  const folder = join(server.home.buildDir, session_id);
  const problem = async () =>
    (await server.rpc<{ problem: object | null }>('session.info', { session_id })).problem;
  const gone = { kind: 'session.folder_gone', message: expect.stringContaining(folder) };

  await rename(folder, `${folder}-away`);
  await server.daemon.stop();
  await server.restart();
  expect(await problem()).toMatchObject(gone);
  expect(await server.rpc('logs.get', { session_id, operation: 'folder.gone' })).toMatchObject({
    entries: [{ level: 'warn', message: gone.message }],
  });
  expect(await kindOf(server.rpc('session.start', { session_id }))).toBe(gone.kind);
  expect(await kindOf(server.rpc('session.exec', { session_id, command: 'true' }))).toBe(gone.kind);
  expect(await kindOf(server.rpc('session.destroy', { session_id }))).toBe(gone.kind);

  await rename(`${folder}-away`, folder);
  await server.daemon.stop();
  await server.restart();
  expect(await problem()).toBeNull();

  await rename(folder, `${folder}-away`);
  expect(await server.rpc('session.destroy', { session_id, force: true })).toMatchObject({ destroyed: true });
  expect(await server.rpc('trash.empty')).toEqual({ emptied: [session_id] });
});

test('what is emptied from the trash is gone at once, and its files are gone after a crash, too', async () => {
  await using server = await serverWithRepo();
  const session_id = await create(server);
  await server.rpc('session.destroy', { session_id, force: true });
  expect(await server.rpc('trash.list')).toMatchObject([{ session: { session_id } }]);
  expect(await server.rpc('trash.empty')).toEqual({ emptied: [session_id] });
  expect(await server.rpc('trash.list')).toEqual([]);
  expect(await kindOf(server.rpc('session.restore', { session_id }))).toBe('session.not_found');

  await server.daemon.kill9();
  const trash = join(server.home.buildDir, '.trash');
  const halfDeleted = join(trash, 'deleting-0123abcd-89abcdef');
  const strangers = join(trash, 'deleting-nothing-of-ours');
  await mkdir(join(halfDeleted, 'code'), { recursive: true });
  await mkdir(strangers);
  await server.restart();
  await expect.poll(async () => readdir(trash), { timeout: 20_000 }).toEqual(['deleting-nothing-of-ours']);
});

test('while files are copied the session and the log say how far that is', async () => {
  await using server = await serverWithRepo({ big: 800 });
  const creating = create(server);
  const session_id = await sessionOf(server, 'session.progress');
  const seen: Progress[] = [];
  for (let done = false; !done; ) {
    const { status, progress } = await server.rpc<Session>('session.info', { session_id });
    done = status !== 'creating';
    if (progress !== null) seen.push(progress);
  }
  await creating;
  // Which steps a look catches is up to the machine; that it catches one is not.
  expect(seen.at(-1)).toEqual({
    phase: expect.stringMatching(/ shop$/),
    percent: expect.any(Number),
    bytes: expect.any(Number),
  });
  let copied: Progress | undefined;
  const all = udsSse(server.daemon.socket, '/events?types=session.progress', {
    lastEventId: '0',
    signal: AbortSignal.timeout(20_000),
  });
  for await (const { data } of all) {
    const { data: step } = JSON.parse(data) as { data: Progress };
    if (step.phase === 'copy shop') copied = step;
    if (copied?.percent === 100) break;
  }
  expect(copied).toMatchObject({ percent: 100 });
  expect(copied?.bytes).toBeGreaterThan(10_000);
  expect(await server.rpc('session.info', { session_id })).toMatchObject({ progress: null });
  const { entries } = await server.rpc<{ entries: { message: string }[] }>('logs.get', { session_id });
  expect(entries.map(({ message }) => message)).toEqual(
    expect.arrayContaining(['copy shop', 'take the snapshot of shop']),
  );
});

test('a server killed while it copies leaves nothing behind, with or without an engine', async () => {
  await using server = await serverWithRepo({ big: 800 });
  const creating = create(server).catch(() => undefined);
  const session_id = await sessionOf(server, 'session.progress');
  await server.daemon.kill9();
  await creating;
  await server.restart();
  expect(await server.rpc('session.list')).toEqual([]);
  expect(existsSync(join(server.home.buildDir, session_id))).toBe(false);
});

test('SIGTERM ends a create within seconds and nothing is left of it', async () => {
  await using server = await serverWithRepo({ big: 800 });
  const creating = kindOf(create(server));
  const session_id = await sessionOf(server, 'session.progress');
  const began = performance.now();
  await server.daemon.stop();
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(await creating).toBe('server.shutting_down');
  await server.restart();
  expect(await server.rpc('session.list')).toEqual([]);
  expect(existsSync(join(server.home.buildDir, session_id))).toBe(false);
});

test('a session can be renamed while it is being created', async () => {
  await using server = await serverWithRepo({ big: 800 });
  const creating = create(server);
  const session_id = await sessionOf(server, 'session.progress');
  expect(await server.rpc('session.update', { session_id, name: 'renamed' })).toMatchObject({
    status: 'creating',
    name: 'renamed',
  });
  expect(await creating).toBe(session_id);
  expect(await server.rpc('session.info', { session_id })).toMatchObject({ name: 'renamed' });
});
