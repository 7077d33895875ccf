import type { Session } from 'hero-claude-sdk';
import pc from 'picocolors';
import { expect, it } from 'vitest';
import { syncView } from './sync-view.ts';

const plain = pc.createColors(false);
const session = { session_id: 'a1b2c3d4' } as Session;
const repo = {
  name: 'shop',
  merged: false,
  commits: 0,
  conflicts: [] as string[],
  base_commit: '0123456789abcdef',
};

it('says what was merged, and what was not', () => {
  const view = (repos: Partial<typeof repo>[], handedOver = false) =>
    syncView({ session, repos: repos.map((each) => ({ ...repo, ...each })) }, plain, handedOver);
  const conflicts = ['a\r.ts'];
  expect(view([{}])).toBe('shop  nothing new');
  expect(view([{ merged: true, commits: 2 }])).toBe('shop  merged 2 commits, now from 012345678');
  expect(view([{ commits: 1, conflicts }])).toBe(
    [
      'shop  not merged: 1 file in conflict',
      String.raw`  conflict  a\r.ts`,
      'leave it to the agent: hero-claude session sync a1b2c3d4 --conflicts hand_over',
    ].join('\n'),
  );
  expect(view([{ commits: 1, conflicts }], true)).toMatch(/^shop {2}the agent has 1 file in conflict/);
});
