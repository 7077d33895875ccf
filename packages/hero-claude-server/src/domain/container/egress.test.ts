import { expect, test } from 'vitest';
import { EgressPolicy } from '../session/session.ts';
import { withEntry } from './egress.ts';

test.each([
  ['allowlist', { policy: 'allowlist', allow: ['a.example'] }],
  ['none', { policy: 'allowlist', allow: ['a.example'], defaults: false }],
  [
    { policy: 'none', allow: ['never.counted'] },
    { policy: 'allowlist', allow: ['a.example'], defaults: false },
  ],
  [
    { policy: 'open', allow: ['b.example:8443'] },
    { policy: 'open', allow: ['b.example:8443', 'a.example'] },
  ],
  [
    { policy: 'allowlist', allow: ['a.example'], defaults: false },
    { policy: 'allowlist', allow: ['a.example'], defaults: false },
  ],
] as const)('%j and one host more', (policy, expected) => {
  expect(withEntry(EgressPolicy.parse(policy), 'a.example')).toEqual(expected);
});

test.each(['a b', 'http://a.example', 'a.example/x', 'a.example:0', 'a.example:99999999', '*', ''])(
  '%j is no entry',
  (entry) => {
    expect(EgressPolicy.safeParse({ policy: 'allowlist', allow: [entry] }).success).toBe(false);
  },
);
