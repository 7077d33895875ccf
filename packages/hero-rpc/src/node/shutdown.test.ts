import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { exitOnSignal } from './shutdown.ts';

/** Stands for the process: takes signals, notes the exit. */
class FakeProcess extends EventEmitter {
  readonly codes: number[] = [];
  exit(code: number): void {
    this.codes.push(code);
  }
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it.each(['SIGTERM', 'SIGINT'])('closes and exits 0 on %s', async (signal) => {
  const target = new FakeProcess();
  const closed: string[] = [];
  exitOnSignal({ target, close: async () => void closed.push(signal) });
  target.emit(signal);
  await vi.advanceTimersByTimeAsync(0);
  expect(closed).toEqual([signal]);
  expect(target.codes).toEqual([0]);
});

it('exits 1 when closing fails', async () => {
  const target = new FakeProcess();
  exitOnSignal({ target, close: async () => Promise.reject(new Error('no')) });
  target.emit('SIGTERM');
  await vi.advanceTimersByTimeAsync(0);
  expect(target.codes).toEqual([1]);
});

it('exits within five seconds when closing takes too long', async () => {
  const target = new FakeProcess();
  exitOnSignal({ target, close: async () => new Promise(() => undefined) });
  target.emit('SIGTERM');
  await vi.advanceTimersByTimeAsync(4400);
  expect(target.codes).toEqual([]);
  await vi.advanceTimersByTimeAsync(600);
  expect(target.codes).toEqual([1]);
});

it('exits at once on a second signal, whichever it is', () => {
  const target = new FakeProcess();
  let closings = 0;
  exitOnSignal({
    target,
    close: async () => {
      closings++;
      await new Promise(() => undefined);
    },
  });
  target.emit('SIGTERM');
  target.emit('SIGINT');
  expect(target.codes).toEqual([130]);
  expect(closings).toBe(1);
});
