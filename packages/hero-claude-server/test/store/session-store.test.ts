import { watch } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../src/adapters/store/database.ts';
import { EventStore } from '../../src/adapters/store/event-store.ts';
import { MessageStore } from '../../src/adapters/store/message-store.ts';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import { OperationStore } from '../../src/adapters/store/operation-store.ts';
import { SessionStore } from '../../src/adapters/store/session-store.ts';
import { parseAgentLine } from '../../src/domain/agent/agent-line.ts';
import type { EventScope } from '../../src/domain/event-log.ts';
import { KeyedLock } from '../../src/lib/keyed-lock.ts';
import { EventService } from '../../src/services/event-service.ts';
import { SessionRecords } from '../../src/services/session/session-records.ts';
import { sampleRecord as record } from '../support/sample-record.ts';

const everything: EventScope = { sessionId: null, types: null };

let dir: string;
let db: Database;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hero-store-'));
  const migrationsDir = join(import.meta.dirname, '..', '..', 'migrations');
  db = await openDatabase(join(dir, 'db.sqlite'), { migrationsDir, log: pino({ level: 'silent' }) });
});

afterEach(async () => {
  await db[Symbol.asyncDispose]();
  await rm(dir, { recursive: true });
});

const repo = {
  name: 'shop',
  branch: 'hero/a-b',
  facts: {
    base: { ref: 'refs/heads/main', commit: 'aaa' },
    snapshot: 'bbb',
    identity: { name: 'Ann', email: 'ann@example.org' },
    uncommittedFiles: ['a\nb'],
    filteredPaths: [],
    remoteUrl: null,
    notes: [],
  },
  delivery: null,
};

test('a session comes back as it was stored, changes included', () => {
  const store = new SessionStore(db);
  store.insert(record('00000001'));
  store.putRepos('00000001', [repo]);
  const problem = { kind: 'agent.exited', message: 'x', since: '2026-01-01T00:00:00.000Z' };
  const changed = store.change('00000001', { status: 'stopped', problem, undelivered: true, labels: {} });
  expect(changed).toMatchObject({ status: 'stopped', problem, undelivered: true, labels: {}, repos: [repo] });
  expect(store.change('00000001', { problem: null })).toMatchObject({ problem: null, undelivered: true });
  expect(store.get('99999999')).toBeUndefined();
});

test('lists newest first, by status, repository and words', () => {
  const store = new SessionStore(db);
  store.insert(record('00000001'));
  store.insert(record('00000002', { name: 'Other 100%' }));
  store.putRepos('00000002', [repo]);
  store.change('00000002', { status: 'created' });
  const ids = (filter: Parameters<SessionStore['list']>[0]) =>
    store.list(filter).map(({ sessionId }) => sessionId);
  expect(ids({})).toEqual(['00000002', '00000001']);
  expect(ids({ status: 'created' })).toEqual(['00000002']);
  expect(ids({ repo: 'shop' })).toEqual(['00000002']);
  expect(ids({ text: '100%' })).toEqual(['00000002']);
  expect(ids({ text: 'LOGIN' })).toHaveLength(2);
  expect(store.countByStatus()).toEqual({ creating: 1, created: 1 });
  store.change('00000001', { status: 'created' });
  expect(store.countByStatus()).toEqual({ created: 2 });
  store.delete('00000002');
  expect(store.countByStatus()).toEqual({ created: 1 });
});

test('a count that is remembered does not hide a database that cannot be read', () => {
  const store = new SessionStore(db);
  store.insert(record('00000001'));
  expect(store.countByStatus()).toEqual({ creating: 1 });
  db.close();
  expect(() => store.probe()).toThrow(/not open|closed/);
});

/** A line of session 00000001 as the ingest keeps it. */
function keepLine(seq: number, line: Buffer, at = 0): void {
  const { value: _, ...about } = parseAgentLine(Buffer.from('{"type":"user"}'));
  const place = { sessionId: '00000001', seq, at, generation: 1, turn: 1 };
  const kept = { line, bytes: line.length, flaw: null, sha256: null, repeats: null };
  db.transaction(() => new MessageStore(db).insert({ ...place, ...about, ...kept }));
}

test('every change is an event, in one sequence with the lines of agents', () => {
  const store = new SessionStore(db);
  const events = new EventStore(db);
  store.insert(record('00000001'));
  store.change('00000001', { status: 'created' });
  keepLine(1, Buffer.from('{"type":"user"}'), 1_767_225_600_123);
  store.insert(record('00000002'));
  const all = events.after(0, everything, 10);
  expect(all.map(({ type, session_id }) => [type, session_id])).toEqual([
    ['session.created', '00000001'],
    ['session.changed', '00000001'],
    ['session.message', '00000001'],
    ['session.created', '00000002'],
  ]);
  expect(all[2]).toMatchObject({ at: '2026-01-01T00:00:00.123Z', data: { seq: 1, line: '{"type":"user"}' } });
  expect(events.after(all[1]?.id ?? 0, { sessionId: '00000001', types: null }, 10)).toHaveLength(1);
  expect(events.lastId()).toBe(all[3]?.id);
});

test('what was never committed leaves no event', () => {
  const store = new SessionStore(db);
  const cut = () =>
    db.transaction(() => {
      store.change('00000001', { status: 'created' });
      throw new Error('cut');
    });
  store.insert(record('00000001'));
  expect(cut).toThrow('cut');
  expect(store.get('00000001')?.status).toBe('creating');
  expect(new EventStore(db).after(0, everything, 10)).toHaveLength(1);
});

test('a deleted session leaves nothing but the news that it is gone', () => {
  const store = new SessionStore(db);
  store.insert(record('00000001'));
  store.putRepos('00000001', [repo]);
  store.delete('00000001');
  expect(store.get('00000001')).toBeUndefined();
  expect(db.all('SELECT * FROM session_repos')).toEqual([]);
  expect(new EventStore(db).after(0, everything, 10).map(({ type }) => type)).toEqual(['session.removed']);
});

test('the operation log pages backwards with every filter', () => {
  const operations = new OperationStore(db);
  for (let n = 1; n <= 5; n += 1) {
    operations.append({
      at: new Date(n * 1000).toISOString(),
      level: n === 3 ? 'error' : 'info',
      operation: n % 2 === 0 ? 'repo.copy' : 'session.create',
      session_id: n === 5 ? null : 'a1b2c3d4',
      message: `Entry ${n}`,
      user: null,
      ms: null,
    });
  }
  const numbers = (filter: object) =>
    operations.page({ limit: 10, ...filter }).entries.map(({ message }) => message.slice(6));
  const first = operations.page({ limit: 2 });
  expect(first.entries.map(({ message }) => message)).toEqual(['Entry 5', 'Entry 4']);
  expect(numbers({ before: first.next })).toEqual(['3', '2', '1']);
  expect(numbers({ operation: 'repo' })).toEqual(['4', '2']);
  expect(numbers({ operation: 'session.create' })).toEqual(['5', '3', '1']);
  expect(numbers({ operation: 'sess' })).toEqual([]);
  expect(numbers({ level: 'error' })).toEqual(['3']);
  expect(numbers({ text: 'ENTRY 1' })).toEqual(['1']);
  expect(numbers({ session_id: 'a1b2c3d4', text: 'entry' })).toHaveLength(4);
  expect(operations.clear()).toBe(5);
  expect(numbers({})).toEqual([]);
});

test('a page of events ends where the lines of the agent grow long', () => {
  const events = new EventStore(db);
  new SessionStore(db).insert(record('00000001'));
  for (let seq = 1; seq <= 4; seq += 1) keepLine(seq, Buffer.alloc(3_000_000, 'x'));
  const types = (after: number) =>
    events.after(after, everything, 100).map(({ id, type }) => `${id} ${type}`);
  expect(types(0)).toEqual(['1 session.created', '2 session.message', '3 session.message']);
  expect(types(3)).toEqual(['4 session.message', '5 session.message']);
});

test('changes that come faster than files are written cost a few files, and the last one counts', async () => {
  const log = pino({ level: 'silent' });
  const events = new EventService(new EventStore(db));
  const records = new SessionRecords({
    store: new SessionStore(db),
    events,
    buildDir: dir,
    lock: new KeyedLock(),
    log,
  });
  const state = join(dir, 'a0000001', 'state');
  await mkdir(state, { recursive: true });
  let renamed = 0;
  const watcher = watch(state, (event) => {
    if (event === 'rename') renamed += 1;
  });
  records.insert(record('a0000001'));
  for (let index = 0; index < 500; index += 1) records.change('a0000001', { name: `Name ${index}` });
  await records.mirrored('a0000001');
  watcher.close();
  expect(JSON.parse(await readFile(join(state, 'session.json'), 'utf8'))).toMatchObject({ name: 'Name 499' });
  expect(renamed).toBeLessThan(50);
});

test('a state that cannot be read does not hide the session, nor the others', () => {
  const store = new SessionStore(db);
  for (const id of ['a0000001', 'a0000002']) store.insert(record(id));
  db.transaction(() =>
    db.run(
      "UPDATE sessions SET agent = ? WHERE session_id = 'a0000001'",
      '{"state":"idle","since":"+275760-09-13"}',
    ),
  );
  expect(store.list().map(({ sessionId, agent }) => [sessionId, agent])).toEqual(
    expect.arrayContaining([
      ['a0000001', null],
      ['a0000002', null],
    ]),
  );
});
