#!/usr/bin/env node
import { printWords, wordsCommand } from './completion/print-words.ts';

const [first, ...rest] = process.argv.slice(2);

process.exitCode =
  first === wordsCommand
    ? await printWords(rest[0], process.env)
    : await (await import('./run-cli.ts')).runCli(process.argv.slice(2), process.env);
