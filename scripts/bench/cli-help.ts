import { join } from 'node:path';
import type { Benchmark, Row } from './benchmark.ts';
import { runProgram, secondsOf } from './run-program.ts';

const cli = join(import.meta.dirname, '..', '..', 'packages', 'hero-claude', 'dist', 'main.js');

/** What a person waits for at the least, before any server is asked. */
export const cliHelp: Benchmark = {
  name: 'help',
  about: 'hero-claude --help against a node that runs nothing',
  async run({ rounds, say, signal }) {
    const row: Row = { name: 'hero-claude --help', unit: 'ms', ours: [], bare: [], goal: { atMost: 150 } };
    const timed = async (args: readonly string[]): Promise<number> =>
      1000 * (await secondsOf(async () => runProgram(process.execPath, args)));
    for (let round = 1; round <= rounds; round++) {
      signal.throwIfAborted();
      row.bare.push(await timed(['--eval', '0']));
      row.ours.push(await timed([cli, '--help']));
      say(`round ${round}: ${row.ours.at(-1)?.toFixed(0)} ms, bare ${row.bare.at(-1)?.toFixed(0)} ms`);
    }
    return [row];
  },
};
