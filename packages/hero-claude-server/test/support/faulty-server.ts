import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { exitOnSignal } from 'hero-rpc/node';
import { readConfig } from '../../src/config.ts';
import { gitFailed } from '../../src/domain/repo/git-errors.ts';
import { createLogger } from '../../src/logger.ts';
import { runServer } from '../../src/server.ts';

/** What may happen at a point of a step. */
export type Fault = 'kill' | 'hang' | 'pause' | 'git' | 'ENOSPC' | 'EIO' | 'EACCES';

export interface PlannedFault {
  point: string;
  fault: Fault;
}

const pollMs = 20;

async function happen({ point, fault }: PlannedFault, file: string): Promise<void> {
  writeFileSync(`${file}.reached`, point);
  if (fault === 'pause') {
    while (existsSync(file)) await delay(pollMs);
    return;
  }
  rmSync(file);
  if (fault === 'kill') process.kill(process.pid, 'SIGKILL');
  if (fault === 'kill' || fault === 'hang') await new Promise(() => undefined);
  if (fault === 'git') {
    throw gitFailed({ command: 'git anything', exit_code: 128, signal: null, stderr: 'fatal: as planned' });
  }
  const path = '/where/it/happened';
  throw Object.assign(new Error(`${fault}: as planned, write '${path}'`), {
    code: fault,
    syscall: 'write',
    path,
  });
}

/** The server as it is, with what `FAULT_FILE` plans happening once at that point of a step. */
async function main(file: string): Promise<void> {
  const config = readConfig(process.env);
  const server = await runServer(config, createLogger(config.logLevel), {
    reached: async (point) => {
      if (!existsSync(file)) return;
      const planned = JSON.parse(readFileSync(file, 'utf8')) as PlannedFault;
      if (planned.point === point) await happen(planned, file);
    },
  });
  exitOnSignal({ close: () => server.close() });
}

const file = process.env['FAULT_FILE'];
if (file !== undefined) await main(file);
