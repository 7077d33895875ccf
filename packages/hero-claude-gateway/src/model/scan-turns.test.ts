import { setImmediate as nextLoop } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ScanTurns } from './scan-turns.ts';

const megabyte = new Uint8Array(1_048_576);

it('lets the loop go on between slices, and shows every byte', async () => {
  const turns = new ScanTurns();
  let bytes = 0;
  const scanned = turns.scan({}, megabyte, (slice) => void (bytes += slice.length));
  for (let loops = 0; loops < 30; loops += 1) {
    const before = bytes;
    await nextLoop();
    expect(bytes - before).toBeLessThanOrEqual(2 * 16_384);
  }
  await scanned;
  expect(bytes).toBe(megabyte.length);
});

it('gives one who comes late with little its turn before one with much is through', async () => {
  const turns = new ScanTurns();
  const [many, one] = [{}, {}];
  const seen: string[] = [];
  const much = Array.from({ length: 10 }, () => turns.scan(many, megabyte, () => void seen.push('many')));
  await nextLoop();
  await turns.scan(one, new Uint8Array(10), () => void seen.push('one'));
  expect(seen.length).toBeLessThan(10);
  await Promise.all(much);
});

it('rejects with what is found', async () => {
  const found = new Error('found');
  const scanned = new ScanTurns().scan({}, megabyte, () => {
    throw found;
  });
  await expect(scanned).rejects.toBe(found);
});
