import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Check } from 'hero-claude-sdk';
import type { ServiceStatus, Status } from '../service/service-status.ts';

const maxSocketBytes = process.platform === 'darwin' ? 103 : 107;

function socketCheck(services: readonly ServiceStatus[]): Check {
  const name = 'sockets';
  const [longest = ''] = services.map(({ socket }) => socket).sort((a, b) => b.length - a.length);
  const folder = dirname(longest);
  if (Buffer.byteLength(longest) > maxSocketBytes) {
    const message = `${longest} is longer than the ${maxSocketBytes} bytes a socket path may have`;
    return { name, status: 'fail', message, fix: 'set HERO_SOCKET_DIR to a shorter folder' };
  }
  const mode = statSync(folder, { throwIfNoEntry: false })?.mode;
  if (mode !== undefined && (mode & 0o022) !== 0) {
    return { name, status: 'fail', message: `others may write to ${folder}`, fix: `chmod 700 ${folder}` };
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
  return state === 'stopped'
    ? { name, status: 'fail', message: 'does not run', fix: 'hero-claude start' }
    : {
        name,
        status: 'fail',
        message: `${state}, and does not answer`,
        fix: `hero-claude service logs ${name}; its log is ${log}`,
      };
}

/** Our daemons, by their sockets. */
export async function serviceChecks({ services }: Status): Promise<Check[]> {
  return [socketCheck(services), ...services.map(serviceCheck)];
}
