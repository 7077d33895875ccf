import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { secretProblem } from './secret-strength.ts';
import { signToken } from './sign-token.ts';

const secret = 'correct horse battery staple, and more';

it('signs audience, role, name and expiry', () => {
  const token = signToken({ secret, role: 'viewer', days: 2, subject: 'ann' }, 1_000_000_000);
  const [header = '', claims = '', signature] = token.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown;
  expect(read(header)).toEqual({ alg: 'HS256', typ: 'JWT' });
  expect(read(claims)).toEqual({
    aud: 'hero-claude',
    sub: 'ann',
    role: 'viewer',
    iat: 1_000_000,
    exp: 1_172_800,
  });
  expect(signature).toBe(createHmac('sha256', secret).update(`${header}.${claims}`).digest('base64url'));
});

it('knows a weak secret', () => {
  expect(secretProblem(secret)).toBeUndefined();
  expect(secretProblem('short')).toContain('5 bytes');
  expect(secretProblem('ab'.repeat(20))).toContain('only 2 different');
});
