import { expect, test } from 'vitest';
import { readMethodParams } from './method-params.ts';

test('params are held against what the server declares', async () => {
  const check = await readMethodParams();
  const session_id = '0a1b2c3d';
  expect(check('session.turns', { session_id, limit: 100 })).toBeNull();
  expect(check('session.turns', { session_id, limit: 200 })).toContain('limit');
  expect(check('session.turns', {})).toContain('session_id');
  expect(check('session.info', { session_id, colour: 'red' })).toContain('colour');
  expect(check('session.create', { repos: ['shop'], task: 'Mend it', egress: 'none' })).toBeNull();
  expect(check('of.nobody', { any: 1 })).toBeNull();
});
