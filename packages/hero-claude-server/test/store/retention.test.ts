import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { EventStore } from '../../src/adapters/store/event-store.ts';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import { OperationStore } from '../../src/adapters/store/operation-store.ts';
import { SessionStore } from '../../src/adapters/store/session-store.ts';
import { KeyedLock } from '../../src/lib/keyed-lock.ts';
import { EventService } from '../../src/services/event-service.ts';
import { OperationLog } from '../../src/services/operation-log.ts';
import { keepBounded } from '../../src/services/retention.ts';
import { SessionRecords } from '../../src/services/session/session-records.ts';
import { TrashService } from '../../src/services/trash-service.ts';
import { sampleRecord } from '../support/sample-record.ts';

const log = pino({ level: 'silent' });

test('the newest rows stay, the rest goes in batches, and numbers are never used again', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'retention-'));
  const migrationsDir = join(import.meta.dirname, '..', '..', 'migrations');
  await using db = await openDatabase(join(dir, 'db.sqlite'), { migrationsDir, log });
  const events = new EventStore(db);
  const operations = new OperationStore(db);
  const at = new Date(0).toISOString();
  db.transaction(() => {
    for (let n = 1; n <= 12_000; n += 1) {
      events.append(null, 'image.progress', at, { n });
      operations.append({
        at,
        level: 'info',
        operation: 'session.start',
        session_id: null,
        message: `${n}`,
        user: null,
        ms: null,
      });
    }
  });
  using _bounded = keepBounded(db, log, { events: 500, operations: 100 });
  await expect
    .poll(() => operations.page({ limit: 1000 }).entries.map(({ message }) => message))
    .toHaveLength(100);
  expect([events.firstId(), events.lastId()]).toEqual([11_501, 12_000]);
  expect(operations.page({ limit: 1 }).entries).toMatchObject([{ message: '12000' }]);
  db.run('DELETE FROM events');
  events.append(null, 'image.progress', at, {});
  expect(events.lastId()).toBe(12_001);
  await rm(dir, { recursive: true });
});

test('a clock that is wrong for a while empties no trash, and what is due goes when it still is ten minutes later', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const dir = await mkdtemp(join(tmpdir(), 'retention-'));
  const migrationsDir = join(import.meta.dirname, '..', '..', 'migrations');
  await using db = await openDatabase(join(dir, 'db.sqlite'), { migrationsDir, log });
  const [lock, store] = [new KeyedLock(), new EventStore(db)];
  const events = new EventService(store);
  const records = new SessionRecords({ store: new SessionStore(db), events, buildDir: dir, lock, log });
  const destroyedAt = new Date().toISOString();
  const id = '00000001';
  records.insert(sampleRecord(id));
  records.change(id, { status: 'destroyed', destroyedAt });
  const folder = join(dir, '.trash', id);
  await mkdir(folder, { recursive: true });
  const operations = new OperationLog(new OperationStore(db), log);
  const stopping = new AbortController().signal;
  const trash = new TrashService({ db, records, operations, lock, buildDir: dir, keepDays: 30, stopping });
  const right = Date.now();
  const hourMs = 3_600_000;
  const soonMs = 600_000;

  // As a machine whose battery is empty starts, until the network tells it the time.
  vi.setSystemTime(right + 5_000 * 24 * hourMs);
  using _sweep = trash.sweep();
  vi.setSystemTime(right);
  vi.advanceTimersByTime(2 * hourMs);
  vi.setSystemTime(right + 29 * 24 * hourMs);
  vi.advanceTimersByTime(2 * hourMs);
  expect([records.find(id)?.status, existsSync(folder)]).toEqual(['destroyed', true]);

  vi.setSystemTime(right + 31 * 24 * hourMs);
  vi.advanceTimersByTime(soonMs);
  expect(records.find(id)?.status).toBe('destroyed');
  vi.advanceTimersByTime(soonMs);
  await vi.waitUntil(() => records.find(id) === undefined && !existsSync(folder));
  await rm(dir, { recursive: true });
});
