import { expect, it } from 'vitest';
import { type AgentFacts, startedFacts } from './agent-facts.ts';
import { promptAfterCut, promptAfterQuota, quotaEnds, staggerOf } from './self-prompt.ts';

const verdict = {
  turn: 3,
  at: 0,
  isError: true,
  subtype: 'success',
  terminalReason: null,
  apiErrorStatus: 429,
  text: '',
};
const limited: AgentFacts = {
  ...startedFacts(2, 0),
  phase: 'idle',
  turn: 3,
  quota: { kind: 'five_hour', since: 0, until: 1000 },
  verdict,
};

it('tells an agent to go on whose last turn the limit has ended, each time in the same words', () => {
  const prompt = promptAfterQuota('0a1b2c3d', limited);
  expect(prompt?.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(promptAfterQuota('0a1b2c3d', limited)).toEqual(prompt);
  expect(promptAfterQuota('0a1b2c3e', limited)?.uuid).not.toBe(prompt?.uuid);
});

it.each<[string, Partial<AgentFacts>]>([
  ['works', { phase: 'working' }],
  ['was told something since', { turn: 4 }],
  ['has met another error', { verdict: { ...verdict, apiErrorStatus: 500 } }],
  ['has done its work', { verdict: { ...verdict, isError: false } }],
  ['has no limit', { quota: null }],
])('tells nothing to an agent that %s', (_name, change) => {
  expect(promptAfterQuota('0a1b2c3d', { ...limited, ...change })).toBeNull();
});

it('waits for the end of the limit, or for half an hour when that is not known', () => {
  expect(quotaEnds({ kind: 'x', since: 0, until: 500 }, 7)).toBe(507);
  expect(quotaEnds({ kind: 'x', since: 0, until: null }, 7)).toBe(1_800_007);
  expect(staggerOf('0000ea61', 60_000)).toBe(1);
  expect(staggerOf('0000ea61', 0)).toBe(0);
});

it('tells an agent to go on that came back from a crash and has begun nothing', () => {
  const back: AgentFacts = { ...startedFacts(2, 0), phase: 'idle', turn: 3, cutTurn: 3, since: 0 };
  expect(promptAfterCut('0a1b2c3d', back, 11_000)).not.toBeNull();
  expect(promptAfterCut('0a1b2c3d', back, 9_000)).toBeNull();
  expect(promptAfterCut('0a1b2c3d', { ...back, turn: 4 }, 11_000)).toBeNull();
  expect(promptAfterCut('0a1b2c3d', { ...back, phase: 'working' }, 11_000)).toBeNull();
});
