import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { whenOutOfDate } from './identity-end.ts';

const dayMs = 86_400_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('ends when the token does, also in months', () => {
  const end = vi.fn();
  // More than the longest timer of Node.js, which is 24.9 days.
  whenOutOfDate({ role: 'viewer', expiresAt: Date.now() + 26 * dayMs }, end);
  vi.advanceTimersByTime(26 * dayMs - 1);
  expect(end).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(end).toHaveBeenCalledOnce();
});

it('ends within a minute of waking up when the token did while the machine slept', () => {
  const end = vi.fn();
  whenOutOfDate({ role: 'viewer', expiresAt: Date.now() + dayMs }, end);
  vi.setSystemTime(Date.now() + 2 * dayMs);
  vi.advanceTimersByTime(60_000);
  expect(end).toHaveBeenCalledOnce();
});

it('ends nothing that was given up, or that never expires', () => {
  const end = vi.fn();
  whenOutOfDate({ role: 'viewer', expiresAt: Date.now() + dayMs }, end)();
  whenOutOfDate({ role: 'admin' }, end);
  expect(vi.getTimerCount()).toBe(0);
});
