import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { EventStore } from '../src/adapters/store/event-store.ts';
import { openDatabase } from '../src/adapters/store/open-database.ts';
import { OperationStore } from '../src/adapters/store/operation-store.ts';
import { keepBounded } from '../src/services/retention.ts';

test('the newest rows stay, the rest goes in batches, and numbers are never used again', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'retention-'));
  const log = pino({ level: 'silent' });
  const migrationsDir = join(import.meta.dirname, '..', 'migrations');
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
