import { expect, test } from 'vitest';
import { forwardHeaders } from './forward-headers.ts';

const headers = {
  host: 'localhost',
  authorization: 'Bearer t',
  connection: 'keep-alive, x-private',
  'keep-alive': 'timeout=5',
  'x-private': '1',
  'x-hero-user': 'eve',
  'x-hero-claims': 'admin',
  'x-forwarded-for': '10.0.0.1',
  forwarded: 'for=10.0.0.1',
};

test('what belongs to one connection stays on it', () => {
  expect(forwardHeaders(headers, { trusted: true })).toEqual({
    host: 'localhost',
    authorization: 'Bearer t',
    'x-hero-user': 'eve',
    'x-hero-claims': 'admin',
    'x-forwarded-for': '10.0.0.1',
    forwarded: 'for=10.0.0.1',
  });
});

test('nobody on TCP can claim what only a proxy may say', () => {
  expect(forwardHeaders(headers, { trusted: false })).toEqual({
    host: 'localhost',
    authorization: 'Bearer t',
  });
});
