import { open, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { CliContext } from '../call/cli-context.ts';
import { usageError } from '../cli-error.ts';
import { isServiceName, serviceNames } from './daemons.ts';
import { heroPaths } from './hero-paths.ts';
import { logFileOf, tailLog } from './log-file.ts';
import { readableLogLine } from './log-line.ts';

export interface ServiceLogOptions {
  follow?: boolean;
  tail: number;
}

const pollMs = 250;

interface Log {
  name: string;
  file: string;
}

/** Prints what is added to a log from its present end on, also after it was emptied. */
async function follow({ file }: Log, print: (line: string) => void, signal: AbortSignal): Promise<void> {
  let offset = (await stat(file).catch(() => undefined))?.size ?? 0;
  let pending = '';
  while (!signal.aborted) {
    const size = (await stat(file).catch(() => undefined))?.size ?? 0;
    if (size < offset) offset = 0;
    if (size > offset) {
      const handle = await open(file);
      try {
        const { buffer, bytesRead } = await handle.read(
          Buffer.alloc(size - offset),
          0,
          size - offset,
          offset,
        );
        offset += bytesRead;
        const lines = (pending + buffer.toString('utf8', 0, bytesRead)).split('\n');
        pending = lines.pop() ?? '';
        lines.forEach(print);
      } finally {
        await handle.close();
      }
    }
    await wait(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

/** The logs of the daemons: the last lines, and with `follow` what comes. */
export async function serviceLogs(
  { env, output, signal }: CliContext,
  word: string | undefined,
  options: ServiceLogOptions,
): Promise<void> {
  const names = [...serviceNames, 'supervisor'];
  if (word !== undefined && !isServiceName(word) && word !== 'supervisor') {
    throw usageError(`There is no service "${word}"`, `one of ${names.join(', ')}`);
  }
  if (options.follow === true && output.json)
    throw usageError('--follow has no end, and --json is one document');
  const { logDir } = heroPaths(env);
  const logs = (word === undefined ? serviceNames : [word]).map((name) => ({
    name,
    file: logFileOf(logDir, name),
  }));
  if (output.json) {
    output.document(
      logs.map(({ name, file }) => ({ service: name, file, lines: tailLog(file, options.tail) })),
    );
    return;
  }
  const printer = ({ name }: Log) => {
    const prefix = logs.length === 1 ? '' : `${output.style.cyan(name.padEnd(8))} `;
    return (line: string): void => output.line(`${prefix}${readableLogLine(line)}`);
  };
  for (const log of logs) tailLog(log.file, options.tail).forEach(printer(log));
  if (options.follow === true) await Promise.all(logs.map((log) => follow(log, printer(log), signal)));
}
