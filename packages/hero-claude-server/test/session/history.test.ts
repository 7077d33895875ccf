import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../src/adapters/store/database.ts';
import { InputStore } from '../../src/adapters/store/input-store.ts';
import { MessageStore, type StoredMessage } from '../../src/adapters/store/message-store.ts';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import { parseAgentLine } from '../../src/domain/agent/agent-line.ts';
import { keptPrompt } from '../../src/domain/agent/agent-receipts.ts';
import { costOf } from '../../src/domain/conversation/carried-counts.ts';
import { readCounts } from '../../src/services/conversation/read-counts.ts';
import { readMessages } from '../../src/services/conversation/read-messages.ts';
import { readTurns } from '../../src/services/conversation/read-turns.ts';
import { migrationsDir, quietLog } from '../claude/ingest-home.ts';

let dir: string;
let db: Database;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hero-history-'));
  db = await openDatabase(join(dir, 'db.sqlite'), { migrationsDir, log: quietLog });
});
afterAll(async () => {
  db.close();
  await rm(dir, { recursive: true, force: true });
});

let sessions = 0;
let session_id: string;
let seq: number;
beforeEach(() => {
  sessions += 1;
  session_id = sessions.toString(16).padStart(8, '0');
  seq = 0;
});

function store(
  line: object | string,
  place: { turn: number; generation?: number; flaw?: StoredMessage['flaw'] },
): void {
  seq += 1;
  const bytes = Buffer.from(typeof line === 'string' ? line : JSON.stringify(line));
  const { value: _, ...about } = parseAgentLine(bytes);
  const { turn, generation = 1, flaw = null } = place;
  new MessageStore(db).insert({
    ...about,
    sessionId: session_id,
    seq,
    at: seq * 1000,
    generation,
    turn,
    line: bytes,
    bytes: bytes.length,
    flaw,
    sha256: null,
    repeats: null,
  });
}

const state = (name: string) => ({ type: 'system', subtype: 'session_state_changed', state: name });
const echo = (uuid: string) => ({ type: 'user', isReplay: true, uuid });
const result = (total_cost_usd: number, inputTokens: number, more: object = {}) => ({
  type: 'result',
  is_error: false,
  result: 'done',
  total_cost_usd,
  modelUsage: { m: { inputTokens, outputTokens: 1, cacheReadInputTokens: 2, cacheCreationInputTokens: 3 } },
  ...more,
});
const counted = (inputTokens: number) => ({
  m: {
    inputTokens,
    outputTokens: inputTokens / 100,
    cacheReadInputTokens: inputTokens / 50,
    cacheCreationInputTokens: 0,
  },
});
const say = (uuid: string, generation: number) =>
  new InputStore(db).add(session_id, { uuid, kind: 'prompt', line: '{}', generation }, 1);

const turnsOf = (live: number | null = null, page: { after?: number; limit?: number } = {}) =>
  readTurns(db, { session_id, after: 0, limit: 50, ...page }, live);

test('lines come parsed and in pages, flawed ones with their beginning', () => {
  store({ type: 'system', subtype: 'init' }, { turn: 1 });
  store('{"type":"assis', { turn: 1, flaw: 'torn' });
  store({ type: 'user', uuid: 'u' }, { turn: 1 });
  const first = readMessages(new MessageStore(db), { session_id, after: 0, limit: 2 });
  expect(first).toMatchObject({
    messages: [
      { seq: 1, type: 'system', subtype: 'init', line: { subtype: 'init' }, raw: null },
      { seq: 2, type: 'unparsed', flaw: 'torn', line: null, raw: '{"type":"assis' },
    ],
    next: 2,
    more: true,
  });
  const second = readMessages(new MessageStore(db), { session_id, after: first.next, limit: 2 });
  expect(second).toMatchObject({ messages: [{ seq: 3, uuid: 'u' }], next: 3, more: false });
  const users = readMessages(new MessageStore(db), { session_id, after: 0, limit: 9, types: ['user'] });
  expect(users.messages.map((message) => message.seq)).toEqual([3]);
});

test('a page of large lines ends early and goes on where it ended', () => {
  const text = 'x'.repeat(3 * 1024 * 1024);
  for (let n = 0; n < 3; n += 1) store({ type: 'user', text }, { turn: 1 });
  const seen: number[] = [];
  for (let after = 0, more = true; more; ) {
    const page = readMessages(new MessageStore(db), { session_id, after, limit: 100 });
    expect(page.messages).toHaveLength(1);
    seen.push(...page.messages.map((message) => message.seq));
    ({ next: after, more } = page);
  }
  expect(seen).toEqual([1, 2, 3]);
});

test('each turn has what it used, whatever page it is on', () => {
  say('a', 1);
  store(state('running'), { turn: 1 });
  store(echo('a'), { turn: 1 });
  store(result(0.1, 100), { turn: 1 });
  store(state('idle'), { turn: 1 });
  store(state('running'), { turn: 2 });
  store(result(0.5, 150, { origin: { kind: 'task-notification' } }), { turn: 2 });
  store(state('idle'), { turn: 2 });
  const [first, second] = turnsOf().turns;
  expect(first).toMatchObject({
    started_by: 'user',
    prompts: ['a'],
    state: 'done',
    duration_ms: 3000,
    cost_usd: 0.1,
    tokens: { input_tokens: 100, output_tokens: 1, cache_read_tokens: 2, cache_write_tokens: 3 },
  });
  expect(second).toMatchObject({
    started_by: 'background',
    cost_usd: 0.4,
    tokens: { input_tokens: 50, output_tokens: 0, cache_read_tokens: 0 },
  });
  expect(turnsOf(null, { limit: 1 })).toMatchObject({ turns: [first], next: 1, more: true });
  expect(turnsOf(null, { after: 1 })).toEqual({ turns: [second], next: 2, more: false });
});

test("a killed process cuts its turn; the next one's counts begin at nothing and its turn is a resume", () => {
  say('a', 1);
  say('b', 1);
  store(state('running'), { turn: 1 });
  store(result(0.1, 100), { turn: 1 });
  store(state('running'), { turn: 2 });
  store(echo('b'), { turn: 2 });
  store(state('running'), { turn: 3, generation: 2 });
  store(echo('b'), { turn: 3, generation: 2 });
  store(result(0.02, 20), { turn: 3, generation: 2 });
  const { turns } = turnsOf(2);
  expect(turns.map(({ state: name }) => name)).toEqual(['done', 'cut', 'running']);
  expect(turns.map(({ cost_usd }) => cost_usd)).toEqual([0.1, null, 0.02]);
  expect(turns.map(({ started_by }) => started_by)).toEqual([null, 'user', 'resume']);
  expect(turns[1]).toMatchObject({ tokens: null, result: null, ended_at: '1970-01-01T00:00:04.000Z' });
});

test('the end of a turn is told by its result, not by its subtype', () => {
  store(result(0, 0, { is_error: true, subtype: 'success', result: 'API Error', api_error_status: 500 }), {
    turn: 1,
  });
  store(result(0, 0, { is_error: true, terminal_reason: 'aborted_tools', errors: ['x'] }), { turn: 2 });
  store({ type: 'result', nothing: 'known' }, { turn: 3 });
  const { turns } = turnsOf();
  expect(turns.map(({ state: name, api_error_status }) => [name, api_error_status])).toEqual([
    ['failed', 500],
    ['interrupted', null],
    ['done', null],
  ]);
});

test('a process that resumes counts on from one that ended well, not from one that was killed', () => {
  const usage = { input_tokens: 100, output_tokens: 1, cache_read_input_tokens: 2 };
  const generations = [1, 1, 2, 3];
  // As the real CLI counts: the third process goes on where the first ended, as the second was killed.
  const totals = [100, 200, 300, 300];
  generations.forEach((generation, index) => {
    const turn = index + 1;
    if (index > 0 && generation !== generations[index - 1])
      store({ type: 'control_response' }, { turn: index, generation });
    store(state('running'), { turn, generation });
    const tokens = totals[index] ?? 0;
    store(result(tokens / 1000, tokens, { usage, modelUsage: counted(tokens) }), { turn, generation });
    store(state('idle'), { turn, generation });
  });
  const each = { cost_usd: expect.closeTo(0.1), tokens: expect.objectContaining({ input_tokens: 100 }) };
  expect(turnsOf().turns).toMatchObject([each, each, each, each]);
  expect(turnsOf(null, { after: 2 }).turns).toMatchObject([each, each]);
  expect(costOf(readCounts(db, session_id))).toBeCloseTo(0.4);
});

test('what the next process says before its first turn leaves the cut turn cut, and begun by whom it was', () => {
  say('a', 1);
  store(state('running'), { turn: 1 });
  store(echo('a'), { turn: 1 });
  store({ ...keptPrompt, prompt_uuid: 'a' }, { turn: 1, generation: 2 });
  store(state('running'), { turn: 2, generation: 2 });
  const states = turnsOf(2).turns.map((turn) => [turn.state, turn.started_by]);
  expect(states).toEqual([
    ['cut', 'user'],
    ['running', null],
  ]);
});
