/** Measures the product beside the bare tools it stands on, in one run, and says which goals are met. */
import { parseArgs } from 'node:util';
import { agentLines } from './agent-lines.ts';
import type { Benchmark } from './benchmark.ts';
import { cliHelp } from './cli-help.ts';
import { daemonMemory } from './daemon-memory.ts';
import { type Figures, figuresOf } from './figures.ts';
import { currentLoad, describeMachine } from './machine.ts';
import { renderTable } from './print-table.ts';
import { repoList } from './repo-list.ts';
import { rpc } from './rpc.ts';
import { sessionCreate } from './session-create.ts';
import { sessionStart } from './session-start.ts';
import { ui } from './ui.ts';

const benchmarks: readonly Benchmark[] = [
  sessionCreate,
  sessionStart,
  rpc,
  agentLines,
  repoList,
  cliHelp,
  daemonMemory,
  ui,
];
const names = benchmarks.map(({ name }) => name);

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

function refuse(message: string): never {
  process.stderr.write(`error: ${message}\n`);
  process.exit(2);
}

function usage(): string {
  const list = benchmarks.map(({ name, about }) => `  ${name.padEnd(8)} ${about}`).join('\n');
  return `usage: pnpm bench [--only NAME]... [--rounds N] [--json]\n\n${list}\n
  --rounds N   measurements of each side; the medians are shown (default 5)
  --json       one JSON document on standard output, every sample included`;
}

/** Standard output is for the result; what happens meanwhile goes beside it. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) refuse(`--rounds ${values.rounds}: needs a whole number from 1`);
const unknown = values.only.find((name) => !names.includes(name));
if (unknown !== undefined) refuse(`--only ${unknown}: there is ${names.join(', ')}`);

async function runAll(signal: AbortSignal): Promise<void> {
  const machine = describeMachine();
  say(machine);
  const results: (Figures & { samples: { ours: number[]; bare: number[] }; load: number })[] = [];
  for (const { name, about, run } of benchmarks) {
    if (values.only.length > 0 && !values.only.includes(name)) continue;
    say(`\n${name}: ${about} (load ${currentLoad()})`);
    const rows = await run({ rounds, say, signal });
    const load = currentLoad();
    for (const row of rows)
      results.push({ ...figuresOf(row), samples: { ours: row.ours, bare: row.bare }, load });
  }
  say('');
  process.stdout.write(
    values.json ? `${JSON.stringify({ machine, results }, null, 2)}\n` : `${renderTable(results)}\n`,
  );
}

if (values.help) {
  process.stdout.write(`${usage()}\n`);
} else {
  const stop = new AbortController();
  // Package runners pass one key press on several times; a second signal must not cut the clearing away short.
  process.on('SIGINT', () => stop.abort());
  process.on('SIGTERM', () => stop.abort());
  try {
    await runAll(stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    say('ended before the figures were whole');
    process.exitCode = 130;
  }
}
