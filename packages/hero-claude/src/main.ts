#!/usr/bin/env node
import { wordsCommand } from './completion/words-command.ts';
import { nodeProblem } from './node-version.ts';

const argv = process.argv.slice(2);

/** Said before anything is loaded that an old Node cannot even read: the doctor could not say it. */
function refuseNode({ message, fix }: { message: string; fix: string }): number {
  const error = { kind: 'node.too_old', message: `Node ${message}`, hint: fix };
  if (argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error }, null, 2)}\n`);
  else process.stderr.write(`error: ${error.message}\nhint: ${fix}\n`);
  return 78;
}

async function main(): Promise<number> {
  const problem = nodeProblem(process.version);
  if (problem !== undefined) return refuseNode(problem);
  const [first, second] = argv;
  return first === wordsCommand
    ? (await import('./completion/print-words.ts')).printWords(second, process.env)
    : (await import('./run-cli.ts')).runCli(argv, process.env);
}

async function run(): Promise<void> {
  process.exitCode = await main();
}

// A top-level await is among what an old Node cannot read.
void run();
