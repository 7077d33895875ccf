import { expect, test } from 'vitest';
import { pageHeaders } from './page-headers.ts';

test('nothing inline, nothing evaluated, nothing from elsewhere', () => {
  const policy = pageHeaders('abc')['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("style-src 'self' 'nonce-abc'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});
