import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InputStore } from '../../src/adapters/store/input-store.ts';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import { QueueStore } from '../../src/adapters/store/queue-store.ts';
import { migrationsDir, quietLog } from '../claude/ingest-home.ts';

test('prompts keep their order, and one on record as said is out of the queue', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'hero-queue-'));
  await using db = await openDatabase(join(dir, 'db.sqlite'), { migrationsDir, log: quietLog });
  const queue = new QueueStore(db);
  const entry = { prompt: 'do it', command: false, queuedBy: null, queuedAt: 1 };
  for (const uuid of ['a', 'b', 'c', 'b']) queue.add('a1b2c3d4', { ...entry, uuid });
  queue.add('00000000', { ...entry, uuid: 'other' });
  const order = () => queue.list('a1b2c3d4').map(({ uuid }) => uuid);
  expect(order()).toEqual(['a', 'b', 'c']);

  queue.reorder('a1b2c3d4', ['c', 'a', 'b']);
  expect(order()).toEqual(['c', 'a', 'b']);
  const input = { uuid: 'c', kind: 'prompt', line: '{}', generation: 1 } as const;
  new InputStore(db).add('a1b2c3d4', input, 1);
  expect(order()).toEqual(['a', 'b']);
  expect(queue.next('a1b2c3d4')?.uuid).toBe('a');
  queue.edit('a1b2c3d4', 'a', 'do something else');
  queue.remove('a1b2c3d4', 'b');
  expect(queue.list('a1b2c3d4')).toEqual([{ ...entry, uuid: 'a', prompt: 'do something else' }]);
  await rm(dir, { recursive: true, force: true });
});
