import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Check } from 'hero-claude-sdk';
import { heroPaths } from '../service/hero-paths.ts';
import { tailLog } from '../service/log-file.ts';
import { readableLogLine } from '../service/log-line.ts';
import type { ServiceStatus, Status } from '../service/service-status.ts';
import { longSocket } from '../service/socket-length.ts';

function existingParent(folder: string): string {
  return existsSync(folder) ? folder : existingParent(dirname(folder));
}

function socketCheck(env: NodeJS.ProcessEnv, services: readonly ServiceStatus[]): Check {
  const name = 'sockets';
  const sockets = services.map(({ socket }) => socket);
  const folder = dirname(sockets[0] ?? '');
  const long = longSocket(heroPaths(env), sockets);
  if (long !== undefined) return { name, status: 'fail', ...long };
  const parent = existingParent(folder);
  if (parent === folder && (statSync(folder).mode & 0o022) !== 0) {
    return { name, status: 'fail', message: `others may write to ${folder}`, fix: `chmod 700 ${folder}` };
  }
  try {
    accessSync(parent, constants.W_OK | constants.X_OK);
  } catch {
    const message = `${folder} cannot be used: ${parent} is no folder that this user can write to`;
    return { name, status: 'fail', message, fix: 'set HERO_SOCKET_DIR to a folder of yours, or HOME' };
  }
  return { name, status: 'ok', message: folder };
}

function serviceCheck({ name, state, healthy, pid, log }: ServiceStatus): Check {
  if (healthy && state === 'running') return { name, status: 'ok', message: `runs with pid ${pid}` };
  if (healthy) {
    return {
      name,
      status: 'warn',
      message: `runs with pid ${pid}, but no supervisor looks after it`,
      fix: 'hero-claude start',
    };
  }
  if (state === 'stopped') return { name, status: 'fail', message: 'does not run', fix: 'hero-claude start' };
  // What a service that cannot start says last is why: a broken database, a socket that is taken.
  const last = tailLog(log, 1).map(readableLogLine).join('');
  return {
    name,
    status: 'fail',
    message: [`${state}, and does not answer`, last].filter(Boolean).join(': '),
    fix: `hero-claude service logs ${name}; its log is ${log}`,
  };
}

/** Our daemons, by their sockets. */
export async function serviceChecks(env: NodeJS.ProcessEnv, { services }: Status): Promise<Check[]> {
  return [socketCheck(env, services), ...services.map(serviceCheck)];
}
