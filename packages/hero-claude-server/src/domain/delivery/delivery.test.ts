import { expect, test } from 'vitest';
import { planDelivery } from './delivery.ts';

const clean = { repo: 'shop', baseCommit: 'c1', uncommittedFiles: [] };
const dirty = { repo: 'site', baseCommit: 'c2', uncommittedFiles: ['notes.md'] };

test('without uncommitted changes nobody is asked', () => {
  expect(planDelivery([clean], null)).toEqual([{ repo: 'shop', leaveOut: null }]);
  expect(planDelivery([clean], 'leave_out')).toEqual([{ repo: 'shop', leaveOut: null }]);
});

test('uncommitted changes need a word', () => {
  expect(() => planDelivery([clean, dirty], null)).toThrow('site: notes.md');
});

test('the word decides for the repos that have some', () => {
  expect(planDelivery([clean, dirty], 'include').map((plan) => plan.leaveOut)).toEqual([null, null]);
  expect(planDelivery([clean, dirty], 'leave_out').map((plan) => plan.leaveOut)).toEqual([null, 'c2']);
});
