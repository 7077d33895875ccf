import { expect, test } from 'vitest';
import { runChaos } from './chaos/run-chaos.ts';

const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);

test(`a few random kills (CHAOS_SEED=${seed}) lose nothing, double nothing and stop no session`, {
  timeout: 300_000,
}, async () => {
  const said: string[] = [];
  const report = await runChaos({
    seed,
    kills: 10,
    sessions: 3,
    pauseMs: 800,
    say: (line) => said.push(line),
  });
  expect(report.wrong, `seed ${seed}: ${report.wrong.join('; ')}\n${said.join('\n')}`).toEqual([]);
});
