import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ActivityStore } from '../../src/adapters/store/activity-store.ts';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import { startedFacts } from '../../src/domain/agent/agent-facts.ts';
import { migrationsDir, quietLog } from '../claude/ingest-home.ts';

async function database() {
  const dir = await mkdtemp(join(tmpdir(), 'hero-activity-'));
  const db = await openDatabase(join(dir, 'db.sqlite'), { migrationsDir, log: quietLog });
  onTestFinished(async () => {
    db.close();
    await rm(dir, { recursive: true, force: true });
  });
  return db;
}

test('a session whose agent has not run does nothing yet', async () => {
  const db = await database();
  expect(new ActivityStore(db).of(['a1b2c3d4'])('a1b2c3d4')).toEqual({
    said: null,
    doing: null,
    todos_done: 0,
    todos_total: 0,
  });
});

test('says where the todo list stands and what the agent said last', async () => {
  const db = await database();
  const todos = ['completed', 'in_progress', 'pending'].map((status) => ({
    content: `is ${status}`,
    status,
  }));
  const facts = JSON.stringify({ ...startedFacts(1, 0), todos });
  db.run('INSERT INTO journals (session_id, facts) VALUES (?, ?)', 'a1b2c3d4', facts);
  const say = (kind: string, words: string) =>
    db.run(
      'INSERT INTO message_texts (session_id, seq, kind, text) VALUES (?, 1, ?, ?)',
      'a1b2c3d4',
      kind,
      words,
    );
  say('answer', 'First.');
  say('answer', 'x'.repeat(500));
  say('tool_result', 'a file');
  const activityOf = new ActivityStore(db).of(['00000000', 'a1b2c3d4']);
  expect(activityOf('a1b2c3d4')).toEqual({
    said: 'x'.repeat(200),
    doing: 'is in_progress',
    todos_done: 1,
    todos_total: 3,
  });
  expect(activityOf('00000000')).toEqual({ said: null, doing: null, todos_done: 0, todos_total: 0 });
});

test('however many sessions are listed, the database is asked once', async () => {
  const db = await database();
  let asked = 0;
  const counted = new Proxy(db, {
    get(target, name) {
      if (name === 'all') asked += 1;
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  new ActivityStore(counted).of(Array.from({ length: 50 }, (_, n) => `0000${String(n).padStart(4, '0')}`));
  expect(asked).toBe(1);
});
