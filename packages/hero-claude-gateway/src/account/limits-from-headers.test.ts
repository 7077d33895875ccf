import { expect, it } from 'vitest';
import { limitsFromHeaders } from './limits-from-headers.ts';

it('reads both windows of a subscription', () => {
  const limits = limitsFromHeaders(
    {
      'anthropic-ratelimit-unified-status': 'allowed_warning',
      'anthropic-ratelimit-unified-5h-utilization': '0.9213',
      'anthropic-ratelimit-unified-5h-reset': '1795300000',
      'anthropic-ratelimit-unified-7d-utilization': '0.5',
    },
    Date.parse('2026-11-21T10:00:00Z'),
  );
  expect(limits).toEqual([
    { name: 'five_hour', usedPercent: 92.13, resetsAt: '2026-11-21T22:26:40.000Z' },
    { name: 'seven_day', usedPercent: 50, resetsAt: null },
  ]);
});

it('makes nothing of what is no figure', () => {
  const of = (value: string) => limitsFromHeaders({ 'anthropic-ratelimit-unified-5h-utilization': value });
  expect([of(''), of('much'), of('-1'), limitsFromHeaders({})]).toEqual([[], [], [], []]);
  const far = limitsFromHeaders({
    'anthropic-ratelimit-unified-5h-utilization': '1',
    'anthropic-ratelimit-unified-5h-reset': '99999999999999',
  });
  expect(far).toMatchObject([{ resetsAt: null }]);
});
