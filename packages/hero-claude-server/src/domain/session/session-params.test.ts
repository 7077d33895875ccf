import { expect, test } from 'vitest';
import { changedSpec, noticesOf, settleSpec } from './session-params.ts';

const asked = { repos: ['shop'], task: 'Do it.' };
const defaults = { image: 'sandbox', cpu: 2, memoryGb: 4 };

test('the effort "none" is taken as low, and said, until another is chosen', () => {
  const spec = settleSpec({ ...asked, effort: 'none' }, defaults);
  expect(spec.effort).toBe('low');
  expect(noticesOf(spec)).toEqual([expect.stringContaining('works with low')]);
  const session_id = 'a1b2c3d4';
  expect(noticesOf({ ...spec, ...changedSpec({ session_id, effort: 'low' }) })).toEqual([]);
  expect(noticesOf({ ...spec, ...changedSpec({ session_id, model: 'opus' }) })).toHaveLength(1);
  const later = changedSpec({ session_id, effort: 'none' });
  expect(noticesOf({ ...settleSpec(asked, defaults), ...later })).toHaveLength(1);
});

test('an effort that is not asked for is left to the agent', () => {
  const spec = settleSpec(asked, defaults);
  expect(spec.effort).toBeNull();
  expect(noticesOf(spec)).toEqual([]);
});
