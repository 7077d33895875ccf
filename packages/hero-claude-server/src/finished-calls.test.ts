import { expect, test } from 'vitest';
import { type CallLabels, FinishedCalls } from './finished-calls.ts';

function listening(): { calls: FinishedCalls; seen: [CallLabels, number][] } {
  const seen: [CallLabels, number][] = [];
  return { calls: new FinishedCalls((labels, seconds) => seen.push([labels, seconds])), seen };
}

test('each call is observed once, under its method and outcome', () => {
  const { calls, seen } = listening();
  calls.add('repo.list', 'ok', 0.25);
  calls.add('repo.list', 'error', 0.5);
  calls.add('server.info', 'ok', 0.001);
  expect(seen).toEqual([]);
  calls.tell();
  calls.tell();
  expect(seen).toHaveLength(3);
  expect(seen).toContainEqual([{ method: 'repo.list', outcome: 'ok' }, 0.25]);
  expect(seen).toContainEqual([{ method: 'repo.list', outcome: 'error' }, 0.5]);
  expect(seen).toContainEqual([{ method: 'server.info', outcome: 'ok' }, 0.001]);
});

test('many calls of a method do not wait for somebody to ask', () => {
  const { calls, seen } = listening();
  for (let call = 0; call < 1_200; call++) calls.add('server.info', 'ok', 0.001);
  expect(seen).toHaveLength(1_000);
  calls.tell();
  expect(seen).toHaveLength(1_200);
});
