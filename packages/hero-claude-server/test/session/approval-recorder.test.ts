import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { IngestedMessage } from '../../src/adapters/claude/journal/message-ingest.ts';
import { ApprovalStore } from '../../src/adapters/store/approval-store.ts';
import type { Database } from '../../src/adapters/store/database.ts';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import { parseAgentLine } from '../../src/domain/agent/agent-line.ts';
import { ApprovalRecorder } from '../../src/services/conversation/approval-recorder.ts';
import { ApprovalRules } from '../../src/services/conversation/approval-rules.ts';
import { migrationsDir, quietLog } from '../claude/ingest-home.ts';

let dir: string;
let db: Database;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hero-approvals-'));
  db = await openDatabase(join(dir, 'db.sqlite'), { migrationsDir, log: quietLog });
});
afterAll(async () => {
  db.close();
  await rm(dir, { recursive: true, force: true });
});

let sessions = 0;
let sessionId: string;
let seq: number;
beforeEach(() => {
  sessions += 1;
  sessionId = sessions.toString(16).padStart(8, '0');
  seq = 0;
});

/** Records lines as the ingest would, all read in one go. */
function record(generation: number, ...lines: object[]): void {
  const messages = lines.map((line): IngestedMessage => {
    seq += 1;
    const bytes = Buffer.from(JSON.stringify(line));
    const place = { sessionId, seq, at: 1000 + seq, generation, turn: 1 };
    const kept = { line: bytes, bytes: bytes.length, flaw: null, sha256: null, repeats: null };
    return { ...place, ...parseAgentLine(bytes), ...kept };
  });
  db.transaction(() => new ApprovalRecorder(db).record(messages));
}

const asks = (
  request_id: string,
  input: object = { command: 'make' },
  tool_use_id = `toolu_${request_id}`,
) => ({
  type: 'control_request',
  request_id,
  request: { subtype: 'can_use_tool', tool_name: 'Bash', input, tool_use_id },
});
const answers = (request_id: string, behavior: string) => ({
  type: 'control_response',
  response: { subtype: 'success', request_id, response: { behavior } },
});
const result = { type: 'result', subtype: 'success' };

const stateOf = (requestId: string) => new ApprovalStore(db).byRequest(sessionId, requestId);
const answer = (approvalId: string) =>
  new ApprovalStore(db).answer(approvalId, { decision: 'allow', response: '{}', by: 'ana', at: 5 });
const eventsOf = () =>
  db
    .all<{ type: string }>('SELECT type FROM events WHERE session_id = ? ORDER BY id', sessionId)
    .map(({ type }) => type);

test('a question is named after its line, and an event tells of it', () => {
  record(1, { type: 'system' }, asks('r1'));
  expect(stateOf('r1')).toMatchObject({ approvalId: `${sessionId}-2`, state: 'open', kind: 'permission' });
  expect(eventsOf()).toEqual(['approval.asked']);
});

test('a withdrawn question disappears, whether asked in the same batch or before', () => {
  record(1, asks('r1'), { type: 'control_cancel_request', request_id: 'r1' }, asks('r2'));
  record(1, { type: 'control_cancel_request', request_id: 'r2' });
  expect([stateOf('r1')?.state, stateOf('r2')?.state]).toEqual(['cancelled', 'cancelled']);
});

test('the echo of our answer changes nothing; one nobody here gave is told apart', () => {
  record(1, asks('r1'), asks('r2', { command: 'ls' }));
  answer(`${sessionId}-1`);
  record(1, answers('r1', 'allow'), answers('r2', 'deny'));
  expect(stateOf('r1')).toMatchObject({ state: 'answered', settledBy: 'ana' });
  expect(stateOf('r2')).toMatchObject({ state: 'answered_elsewhere', decision: 'deny', settledBy: null });
});

test('a tool that ran without an answer of ours was allowed by something else', () => {
  record(1, asks('r1'));
  const content = [{ type: 'tool_result', tool_use_id: 'toolu_r1', content: 'ok' }];
  record(1, { type: 'user', message: { role: 'user', content } });
  expect(stateOf('r1')?.state).toBe('answered_elsewhere');
});

test('asked again by the next process it is the same question, whatever the order of its input', () => {
  record(1, asks('r1', { command: 'make', timeout: 5 }));
  record(2, asks('r2', { timeout: 5, command: 'make' }, 'toolu_again'));
  expect(stateOf('r2')).toMatchObject({ approvalId: `${sessionId}-1`, timesAsked: 2, state: 'open' });
  expect(stateOf('r1')).toBeUndefined();
});

test('an answer the dead process never took in is kept for the next; one it took in is not', () => {
  record(1, asks('r1'), asks('r2', { command: 'ls' }));
  answer(`${sessionId}-1`);
  answer(`${sessionId}-2`);
  record(1, answers('r2', 'allow'));
  record(2, asks('r3'), asks('r4', { command: 'ls' }));
  expect(stateOf('r3')).toMatchObject({ approvalId: `${sessionId}-1`, state: 'answered' });
  expect(stateOf('r4')).toMatchObject({ approvalId: `${sessionId}-5`, state: 'open' });
});

test('what a later process has gone on without is closed, and a kept answer lapses', () => {
  record(1, asks('r1'), asks('r2', { command: 'ls' }));
  answer(`${sessionId}-2`);
  record(2, result);
  record(2, asks('r3', { command: 'ls' }));
  expect(stateOf('r1')?.state).toBe('cancelled');
  expect(stateOf('r3')).toMatchObject({ approvalId: `${sessionId}-4`, state: 'open' });
});

test('the same request twice is one question, and a flood is bounded', () => {
  record(1, asks('r1'), asks('r1', { command: 'other' }));
  expect(stateOf('r1')?.approvalId).toBe(`${sessionId}-1`);
  record(1, ...Array.from({ length: 700 }, (_value, index) => asks(`f${index}`)));
  expect(new ApprovalStore(db).countOpen(sessionId)).toBe(500);
});

test('odd lines are no questions', () => {
  record(1, asks('x'.repeat(300)), { type: 'control_request', request: { subtype: 'can_use_tool' } });
  record(1, { type: 'control_request', request_id: 'r1', request: { subtype: 'can_use_tool' } });
  expect(new ApprovalStore(db).countOpen(sessionId)).toBe(0);
});

test('a rule answers what already waits in sessions of its repository, on record as its answer', () => {
  const inShop = (id: string) =>
    db.run(
      'INSERT INTO session_repos (session_id, position, name, branch, facts) VALUES (?, 0, ?, ?, ?)',
      id,
      'shop',
      'b',
      '{}',
    );
  db.run(
    `INSERT INTO sessions (session_id, name, task, status, spec, conversation, task_uuid, created_at, updated_at)
     VALUES (?, 'n', 't', 'running', '{}', 'c', 'u', '', '')`,
    sessionId,
  );
  inShop(sessionId);
  record(
    1,
    asks('w1', { command: 'npm test -- a' }),
    asks('w2', { command: 'rm -rf /' }),
    asks('w3', { command: 'npm test' }),
  );
  const line = (command: string) => JSON.stringify(asks('w', { command }));
  for (const [at, command] of ['npm test -- a', 'rm -rf /', 'npm test'].entries())
    db.run(
      `INSERT INTO messages (session_id, seq, at, generation, turn, type, line, bytes) VALUES (?, ?, 0, 1, 1, 'control_request', ?, 1)`,
      sessionId,
      at + 1,
      Buffer.from(line(command)),
    );
  const told: string[][] = [];
  const rules = new ApprovalRules({
    db,
    operations: { record: () => undefined },
    onAnswered: (ids) => void told.push([...ids]),
  });
  const added = rules.change(
    { add: { repo: 'shop', tool: 'Bash', pattern: 'npm test*', behavior: 'allow' } },
    { user: 'ana' },
  );
  const by = `rule ${added.rules.at(-1)?.rule_id}`;
  expect(stateOf('w1')).toMatchObject({ state: 'answered', decision: 'allow', settledBy: by });
  expect(stateOf('w3')).toMatchObject({ state: 'answered', decision: 'allow', settledBy: by });
  expect(stateOf('w2')?.state).toBe('open');
  expect(JSON.parse(stateOf('w1')?.response ?? '')).toMatchObject({
    behavior: 'allow',
    updatedInput: { command: 'npm test -- a' },
  });
  expect(told).toEqual([[sessionId]]);
  rules.change({ add: { repo: 'shop', tool: 'Bash', pattern: 'rm *', behavior: 'deny' } }, { user: 'ana' });
  expect(stateOf('w2')).toMatchObject({ state: 'answered', decision: 'deny' });
});
