import { expect, it } from 'vitest';
import { hasProvenItself, nextResume } from './auto-resume.ts';

const limits = { attempts: 3, delayMs: 1000 };

it('waits twice as long each time, and gives up in the end', () => {
  const first = nextResume(null, 'killed', 0, limits);
  expect(first).toEqual({ attempt: 1, due_at: '1970-01-01T00:00:01.000Z', reason: 'killed' });
  const second = nextResume(first, 'killed', 0, limits);
  expect(second).toMatchObject({ attempt: 2, due_at: '1970-01-01T00:00:02.000Z' });
  const third = nextResume(second, 'killed', 0, limits);
  expect(third).toMatchObject({ attempt: 3, due_at: '1970-01-01T00:00:04.000Z' });
  expect(nextResume(third, 'killed', 0, limits)).toBeNull();
});

it('never waits longer than five minutes, and not at all when it is turned off', () => {
  const many = { attempt: 40, due_at: null, reason: 'killed' };
  const wide = { attempts: 100, delayMs: 1000 };
  expect(nextResume(many, 'killed', 0, wide)?.due_at).toBe('1970-01-01T00:05:00.000Z');
  expect(nextResume(null, 'killed', 0, { attempts: 0, delayMs: 1000 })).toBeNull();
});

it('counts anew only after an agent that ran for more than ten minutes', () => {
  const startedAt = '2026-01-01T00:00:00.000Z';
  expect(hasProvenItself({ startedAt, finishedAt: '2026-01-01T00:10:00.000Z' })).toBe(false);
  expect(hasProvenItself({ startedAt, finishedAt: '2026-01-01T00:10:00.001Z' })).toBe(true);
  expect(hasProvenItself({ startedAt: null, finishedAt: startedAt })).toBe(false);
  expect(hasProvenItself({ startedAt, finishedAt: null })).toBe(false);
});
