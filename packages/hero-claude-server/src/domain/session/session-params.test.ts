import { expect, test } from 'vitest';
import { changedSpec, noticesOf, settleSpec } from './session-params.ts';

const asked = { trust_project: true, repos: ['shop'], task: 'Do it.' };
const defaults = { image: 'sandbox', cpu: 2, memoryGb: 4 };

test('the effort "none" is taken as low, and said, until another is chosen', () => {
  const spec = settleSpec({ ...asked, effort: 'none' }, defaults);
  expect(spec.effort).toBe('low');
  expect(noticesOf(spec, ['shop'])).toEqual([expect.stringContaining('works with low')]);
  const session_id = 'a1b2c3d4';
  expect(noticesOf({ ...spec, ...changedSpec({ session_id, effort: 'low' }) }, ['shop'])).toEqual([]);
  expect(noticesOf({ ...spec, ...changedSpec({ session_id, model: 'opus' }) }, ['shop'])).toHaveLength(1);
  const later = changedSpec({ session_id, effort: 'none' });
  expect(noticesOf({ ...settleSpec(asked, defaults), ...later }, ['shop'])).toHaveLength(1);
});

test('an effort that is not asked for is left to the agent', () => {
  const spec = settleSpec(asked, defaults);
  expect(spec.effort).toBeNull();
  expect(noticesOf(spec, ['shop'])).toEqual([]);
});

test('further repositories bring no hooks, and the session says so', () => {
  const repos = ['shop', 'tools/cart'];
  const trusted = settleSpec({ ...asked, repos }, defaults);
  expect(noticesOf(trusted, repos)).toEqual([expect.stringMatching(/hooks .* shop; of tools\/cart only/)]);
  expect(noticesOf({ ...trusted, trust_project: false }, repos)).toEqual([]);
});
