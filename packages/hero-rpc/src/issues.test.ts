import { expect, it } from 'vitest';
import { z } from 'zod';
import { issuesOf } from './issues.ts';

it('says a few of very many issues, and no path is longer than anybody reads', () => {
  const labels = Object.fromEntries(
    Array.from({ length: 5000 }, (_, index) => [`${index}${'x'.repeat(1000)}`, 0]),
  );
  const { error } = z.object({ labels: z.record(z.string(), z.string()) }).safeParse({ labels });
  const text = JSON.stringify(error && issuesOf(error));
  expect(text).toContain('labels.0xxx');
  expect(text.length).toBeLessThan(10_000);
});

it('says what is wrong with a key', () => {
  const { error } = z
    .object({ labels: z.record(z.string().regex(/^[a-z]+$/, 'lower case only'), z.string()) })
    .safeParse({ labels: { A: '' } });
  expect(error && issuesOf(error)).toEqual([{ path: 'labels.A', message: 'lower case only' }]);
});
