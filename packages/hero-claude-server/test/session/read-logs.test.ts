import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { capLog } from '../../src/adapters/claude/journal/output-files.ts';
import type { Database } from '../../src/adapters/store/database.ts';
import { MessageStore } from '../../src/adapters/store/message-store.ts';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import { sessionFolder } from '../../src/domain/session/session-folder.ts';
import { readLogs } from '../../src/services/session/look/read-logs.ts';

const sessionId = '0a1b2c3d';
const mib = 2 ** 20;
let buildDir: string;
let db: Database;
let messages: MessageStore;

beforeEach(async () => {
  buildDir = await mkdtemp(join(tmpdir(), 'hero-logs-'));
  await mkdir(sessionFolder(buildDir, sessionId).logs, { recursive: true });
  const migrationsDir = join(import.meta.dirname, '..', '..', 'migrations');
  const log = pino({ level: 'silent' });
  db = await openDatabase(join(buildDir, 'db.sqlite'), { migrationsDir, log });
  messages = new MessageStore(db);
});

afterEach(async () => {
  await db[Symbol.asyncDispose]();
  await rm(buildDir, { recursive: true });
});

async function read(
  source: 'container' | 'claude',
  options: { after?: number; tail?: number; limit?: number } = {},
  containerId: string | null = 'c',
) {
  const params = { session_id: sessionId, source, limit: 1000, ...options };
  return readLogs({ buildDir, messages }, { sessionId, status: 'running', containerId }, params);
}

test('the freed beginning of a capped log and its cut line are left out', async () => {
  const { err } = sessionFolder(buildDir, sessionId);
  const line = `${'x'.repeat(1022)}\n`;
  await writeFile(err, line.repeat(20 * 1024));
  await capLog(err);
  expect((await stat(err)).blocks * 512).toBeLessThan(6 * mib);

  const { lines, more } = await read('container', { limit: 3 });
  expect(lines).toEqual(Array(3).fill('x'.repeat(1022)));
  expect(more).toBe(true);
  expect((await read('container', { tail: 2 })).lines).toHaveLength(2);
});

test('a last line without an end waits while the container writes, and counts when it is gone', async () => {
  await writeFile(sessionFolder(buildDir, sessionId).err, 'whole\nbroken of');
  expect(await read('container')).toMatchObject({ lines: ['whole'], next: 6 });
  expect(await read('container', {}, null)).toMatchObject({ lines: ['whole', 'broken of'], more: false });
});

test('long lines of the agent come in as many answers as they need', async () => {
  for (let seq = 1; seq <= 3; seq += 1) {
    db.run(
      'INSERT INTO messages (session_id, seq, at, generation, turn, type, line, bytes) VALUES (?, ?, 0, 1, 1, ?, ?, ?)',
      sessionId,
      seq,
      'user',
      Buffer.alloc(3 * mib, 'x'),
      3 * mib,
    );
  }
  const first = await read('claude');
  expect(first).toMatchObject({ next: 2, more: true });
  expect(await read('claude', { after: first.next })).toMatchObject({ next: 3, more: false });
});

test('behind the end is at the end: what comes later is not passed over', async () => {
  await writeFile(sessionFolder(buildDir, sessionId).err, 'one\n');
  expect(await read('container', { after: 1_000_000 })).toMatchObject({ lines: [], next: 4, more: false });
  expect(await read('claude', { after: 1_000_000 })).toMatchObject({ lines: [], next: 0, more: false });
  expect(await read('claude', { tail: 5 })).toMatchObject({ lines: [], next: 0, more: false });
});
