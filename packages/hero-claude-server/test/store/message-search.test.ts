import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/adapters/store/database.ts';
import { JournalStore } from '../../src/adapters/store/journal-store.ts';
import { MessageStore } from '../../src/adapters/store/message-store.ts';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import { SearchStore } from '../../src/adapters/store/search-store.ts';
import { SessionStore } from '../../src/adapters/store/session-store.ts';
import { parseAgentLine } from '../../src/domain/agent/agent-line.ts';
import { KeyedLock } from '../../src/lib/keyed-lock.ts';
import { MessageSearch } from '../../src/services/conversation/message-search.ts';
import { migrationsDir, quietLog } from '../claude/ingest-home.ts';
import { sampleRecord } from '../support/sample-record.ts';

let dir: string;
let db: Database;
let search: MessageSearch;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hero-search-'));
  db = await openDatabase(join(dir, 'db.sqlite'), { migrationsDir, log: quietLog });
  const sessions = new SessionStore(db);
  const get = (id: string) => {
    const record = sessions.get(id);
    if (record === undefined) throw new Error(`no session ${id}`);
    return record;
  };
  const { signal: stopping } = new AbortController();
  search = new MessageSearch({ db, records: { get }, lock: new KeyedLock(), stopping, log: quietLog });
});
afterAll(async () => {
  db.close();
  await rm(dir, { recursive: true, force: true });
});

function addSession(sessionId: string): void {
  new SessionStore(db).insert(sampleRecord(sessionId, { status: 'created' }));
}

/** Keeps lines as the reader of a journal would. */
function store(sessionId: string, ...lines: (object | string)[]): void {
  const journals = new JournalStore(db);
  const state = journals.get(sessionId);
  lines.forEach((line, index) => {
    const bytes = Buffer.from(typeof line === 'string' ? line : JSON.stringify(line));
    const { value, ...about } = parseAgentLine(bytes);
    const flaw = value === null ? 'corrupt' : null;
    const place = { sessionId, seq: state.nextSeq + index, at: 1000, generation: 1, turn: 1 };
    const size = { bytes: bytes.length, flaw, sha256: null, repeats: null } as const;
    new MessageStore(db).insert({ ...about, ...place, line: bytes, ...size });
  });
  journals.saveRead(sessionId, { ...state, nextSeq: state.nextSeq + lines.length });
}

const prompt = (content: string) => ({ type: 'user', message: { content } });
const found = async (text: string, session_id?: string) =>
  (await search.find({ text, limit: 50, ...(session_id && { session_id }) })).map(
    (hit) => `${hit.session_id} ${hit.seq} ${hit.kind} ${hit.excerpt}`,
  );

test('words are found in all sessions or one, newest first, by their beginning, without accents', async () => {
  addSession('a0000001');
  addSession('a0000002');
  store('a0000001', prompt('Fix the login of the café'), { type: 'system' }, 'not json at all');
  store('a0000002', prompt('Another login, please'));
  expect(await found('logi')).toEqual([
    'a0000002 1 prompt Another login, please',
    'a0000001 1 prompt Fix the login of the café',
  ]);
  expect(await found('login', 'a0000001')).toHaveLength(1);
  expect(await found('CAFE fix')).toHaveLength(1);
  expect(await found('login nowhere')).toEqual([]);
});

test('what is said later is found later, and nothing twice', async () => {
  addSession('a0000003');
  store('a0000003', prompt('zebra one'));
  expect(await found('zebra')).toHaveLength(1);
  store('a0000003', ...Array.from({ length: 450 }, (_value, index) => prompt(`zebra ${index}`)));
  const { length } = await search.find({ text: 'zebra', limit: 200 });
  expect(length).toBe(200);
  const row = db.get<{ n: number }>(
    'SELECT count(*) AS n FROM message_texts WHERE session_id = ?',
    'a0000003',
  );
  expect(row?.n).toBe(451);
  expect(new SearchStore(db).behind()).toEqual([]);
});

test.each([
  '"',
  'a"b',
  'NOT',
  'AND OR',
  'text:x',
  '*',
  '-',
  '(',
  'NEAR(a b)',
  '\u0000',
  '^qq',
  'q\u0000q',
  '{a b}: c',
])('nothing in the words is an operator: %j', async (text) => {
  expect(await found(text)).toEqual([]);
});

test('a destroyed session is not found, and a removed one leaves no words', async () => {
  addSession('a0000004');
  store('a0000004', prompt('walrus'));
  expect(await found('walrus')).toHaveLength(1);
  new SessionStore(db).change('a0000004', { status: 'destroyed' });
  expect(await found('walrus')).toEqual([]);
  new JournalStore(db).removeSession('a0000004');
  new SessionStore(db).change('a0000004', { status: 'stopped' });
  expect(await found('walrus')).toEqual([]);
  const words = db.get<{ n: number }>(
    "SELECT count(*) AS n FROM message_words WHERE message_words MATCH 'walrus'",
  );
  expect(words?.n).toBe(0);
});
