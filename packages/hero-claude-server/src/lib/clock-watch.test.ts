import { expect, it } from 'vitest';
import { ClockWatch } from './clock-watch.ts';

const hourMs = 3_600_000;

it.each([
  ['an hour forward', hourMs],
  ['an hour back', -hourMs],
  ['forward by a sleep of the machine', 8 * hourMs],
])('sees a clock that jumps %s', (_how, jumpMs) => {
  let [now, steady] = [1e12, 5_000];
  const watch = new ClockWatch(() => steady);
  const pass = (ms: number) => {
    now += ms;
    steady += ms;
    return watch.evenSince(now);
  };
  expect([pass(0), pass(5_000), pass(hourMs)]).toEqual([0, 0, 0]);
  now += jumpMs;
  const jumpedAt = now + 5_000;
  expect([pass(5_000), pass(5_000), pass(hourMs)]).toEqual([jumpedAt, jumpedAt, jumpedAt]);
});

it('takes a clock that is kept right little by little for one that goes evenly', () => {
  let [now, steady] = [1e12, 0];
  const watch = new ClockWatch(() => steady);
  for (let look = 0; look < 100; look += 1) {
    now += 5_100;
    steady += 5_000;
    expect(watch.evenSince(now)).toBe(0);
  }
});
