import { expect, it } from 'vitest';
import { RepeatLog } from './repeat-log.ts';

function openLog(maxKeys = 10) {
  const rows: { entry: string; count: number }[] = [];
  let now = 0;
  const log = new RepeatLog<string>({
    sink: {
      insert: (entry, count) => rows.push({ entry, count }) - 1,
      add(id, count) {
        const row = rows[id];
        if (row !== undefined) row.count += count;
      },
    },
    keyOf: (entry) => (entry.startsWith('single') ? null : entry),
    overflow: () => 'other',
    windowMs: 100,
    maxKeys,
    now: () => now,
  });
  return { log, rows, wait: (ms: number) => void (now += ms) };
}

it('counts what repeats within a window, also over several flushes', () => {
  const { log, rows, wait } = openLog();
  expect([log.record('a'), log.record('a'), log.record('b')]).toEqual([true, false, true]);
  log.flush()();
  log.record('a');
  log.flush()();
  expect(rows).toEqual([
    { entry: 'a', count: 3 },
    { entry: 'b', count: 1 },
  ]);
  wait(100);
  log.flush()();
  expect(log.record('a')).toBe(true);
});

it('counts together what varies too fast, and drops nothing', () => {
  const { log, rows } = openLog(3);
  for (let i = 0; i < 10; i += 1) log.record(`entry ${i}`);
  log.flush()();
  expect(rows.map(({ entry }) => entry)).toEqual(['entry 0', 'entry 1', 'entry 2', 'other']);
  expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(10);
});

it('writes again what a failed write left behind', () => {
  const { log, rows } = openLog();
  log.record('a');
  log.record('single');
  log.flush();
  rows.length = 0;
  log.flush()();
  expect(rows).toEqual([
    { entry: 'a', count: 1 },
    { entry: 'single', count: 1 },
  ]);
  expect(log.hasPending).toBe(false);
});
