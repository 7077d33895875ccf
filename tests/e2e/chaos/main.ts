/** Kills parts of the product at random while sessions work. The seed makes a run come again. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runChaos } from './run-chaos.ts';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    kills: { type: 'string', default: '200' },
    sessions: { type: 'string', default: '8' },
    'pause-ms': { type: 'string', default: '2500' },
  },
});
const options = {
  seed: Number(values.seed),
  kills: Number(values.kills),
  sessions: Number(values.sessions),
  pauseMs: Number(values['pause-ms']),
};
say(`chaos with seed ${options.seed}: ${options.kills} kills over ${options.sessions} sessions`);
const keepIn = join(tmpdir(), `hero-claude-chaos-${options.seed}`);
const began = performance.now();
const report = await runChaos({ ...options, from: 'dist', keepIn, say });
say(JSON.stringify(report, null, 2));
const seconds = Math.round((performance.now() - began) / 1000);
say(
  report.wrong.length === 0
    ? `green in ${seconds} s: seed ${options.seed}, ${report.tasks} tasks, ${report.again} of ${report.asked} model calls asked again`
    : `RED after ${seconds} s: run it again with --seed ${options.seed}; what it left is in ${keepIn}`,
);
process.exitCode = report.wrong.length === 0 ? 0 : 1;
