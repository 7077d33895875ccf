/** Measures the product beside the bare tools it stands on, in one run, and says which goals are met. */
import { parseArgs } from 'node:util';
import { agentLines } from './agent-lines.ts';
import type { Benchmark } from './benchmark.ts';
import { cliHelp } from './cli-help.ts';
import { daemonMemory } from './daemon-memory.ts';
import { type Figures, figuresOf } from './figures.ts';
import { finishImport } from './finish-import.ts';
import { gateway } from './gateway.ts';
import { journalFlood } from './journal-flood.ts';
import { currentLoad, describeMachine } from './machine.ts';
import { renderMarkdown, renderTable } from './print-table.ts';
import { repoList } from './repo-list.ts';
import { rpc } from './rpc.ts';
import { sessionCreate } from './session-create.ts';
import { sessionStart } from './session-start.ts';
import { ui } from './ui.ts';
import { workingSessions } from './working-sessions.ts';

const benchmarks: readonly Benchmark[] = [
  sessionCreate,
  sessionStart,
  rpc,
  agentLines,
  workingSessions,
  journalFlood,
  gateway,
  finishImport,
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
    markdown: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

function refuse(message: string): never {
  process.stderr.write(`error: ${message}\n`);
  process.exit(2);
}

function usage(): string {
  const list = benchmarks.map(({ name, about }) => `  ${name.padEnd(8)} ${about}`).join('\n');
  return `usage: pnpm bench [--only NAME]... [--rounds N] [--json | --markdown]\n\n${list}\n
  --rounds N   measurements of each side; the medians are shown (default 5)
  --json       one JSON document on standard output, every sample included
  --markdown   the table as docs/benchmarks.md has it, with the load of the machine beside each figure`;
}

/** Standard output is for the result; what happens meanwhile goes beside it. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) refuse(`--rounds ${values.rounds}: needs a whole number from 1`);
const unknown = values.only.find((name) => !names.includes(name));
if (unknown !== undefined) refuse(`--only ${unknown}: there is ${names.join(', ')}`);

type Result = Figures & { samples: { ours: number[]; bare: number[] }; load: number };

/** One that fails does not keep the others from being measured: nobody may be watching. */
async function runAll(signal: AbortSignal): Promise<void> {
  const machine = describeMachine();
  say(machine);
  const results: Result[] = [];
  const failures: string[] = [];
  for (const { name, about, run } of benchmarks) {
    if (values.only.length > 0 && !values.only.includes(name)) continue;
    say(`\n${name}: ${about} (load ${currentLoad()})`);
    const rows = await run({ rounds, say, signal }).catch((error: unknown) => {
      if (signal.aborted) throw error;
      failures.push(name);
      say(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return [];
    });
    const load = currentLoad();
    for (const row of rows)
      results.push({ ...figuresOf(row), samples: { ours: row.ours, bare: row.bare }, load });
  }
  say('');
  process.stdout.write(`${render(machine, results)}\n`);
  if (failures.length === 0) return;
  say(`\nwithout figures: ${failures.join(', ')}`);
  process.exitCode = 1;
}

function render(machine: string, results: readonly Result[]): string {
  if (values.json) return JSON.stringify({ machine, results }, null, 2);
  return values.markdown ? `${machine}\n\n${renderMarkdown(results)}` : renderTable(results);
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
