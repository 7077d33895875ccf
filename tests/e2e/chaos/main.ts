/** Kills parts of the product at random while sessions work. The seed makes a run come again. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ChaosOptions, runChaos } from './run-chaos.ts';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    runs: { type: 'string', default: '1' },
    kills: { type: 'string', default: '200' },
    sessions: { type: 'string', default: '8' },
    'pause-ms': { type: 'string', default: '2500' },
  },
});

/** @returns whether everything was as it must be */
async function run(options: Omit<ChaosOptions, 'from' | 'keepIn' | 'say'>): Promise<boolean> {
  const { seed, kills, sessions } = options;
  const keepIn = join(tmpdir(), `hero-claude-chaos-${seed}`);
  say(`chaos with seed ${seed}: ${kills} kills over ${sessions} sessions`);
  const began = performance.now();
  const report = await runChaos({ ...options, from: 'dist', keepIn, say });
  say(JSON.stringify(report, null, 2));
  const seconds = Math.round((performance.now() - began) / 1000);
  const isGreen = report.wrong.length === 0;
  say(
    isGreen
      ? `green in ${seconds} s: seed ${seed}, ${report.tasks} tasks, ${report.again} of ${report.asked} model calls asked again`
      : `RED after ${seconds} s: run it again with --seed ${seed}; what it left is in ${keepIn}`,
  );
  return isGreen;
}

const seed = Number(values.seed);
let isGreen = true;
for (let number = 0; isGreen && number < Number(values.runs); number += 1)
  isGreen = await run({
    seed: seed + number,
    kills: Number(values.kills),
    sessions: Number(values.sessions),
    pauseMs: Number(values['pause-ms']),
  });
process.exitCode = isGreen ? 0 : 1;
