import { isRunning } from 'hero-rpc/node';
import { CliError } from '../cli-error.ts';
import { askSocket } from './ask-socket.ts';
import { type HeroPaths } from './hero-paths.ts';
import type { SupervisorRecord } from './record.ts';
import type { Settings } from './settings.ts';

/** What the running supervisor says; undefined when none runs. */
export async function supervisorState({
  supervisorSocket,
}: HeroPaths): Promise<SupervisorRecord | undefined> {
  return askSocket<SupervisorRecord>(supervisorSocket, { path: '/state' });
}

export interface StartRequest {
  settings: Settings;
  env: NodeJS.ProcessEnv;
}

/** Asks the running supervisor to start what is down. */
export async function askToStart({ supervisorSocket }: HeroPaths, body: StartRequest): Promise<void> {
  await askSocket(supervisorSocket, { method: 'POST', path: '/start', body });
}

/** Asks the running supervisor to stop everything and itself; by signal when it does not answer. */
export async function askToStop(
  { supervisorSocket }: HeroPaths,
  owner: SupervisorRecord['owner'],
): Promise<void> {
  const answer = await askSocket(supervisorSocket, { method: 'POST', path: '/stop' });
  if (answer === undefined && owner !== null && isRunning(owner)) process.kill(owner.pid, 'SIGTERM');
}

const kinds = ['builtin', 'systemd', 'supervisord', 'hero_proc', 'launchd'];

/** Refuses a supervisor that cannot be had. */
export function checkSupervisor(flag: string | undefined, env: NodeJS.ProcessEnv): void {
  const wanted = flag ?? (env['HERO_CLAUDE_SUPERVISOR'] || 'builtin');
  if (wanted === 'builtin') return;
  const message = kinds.includes(wanted)
    ? `The supervisor ${wanted} is not supported yet`
    : `There is no supervisor "${wanted}"`;
  throw new CliError('supervisor.unsupported', message, {
    exitCode: 2,
    hint: 'use builtin, which is the default: drop --supervisor and HERO_CLAUDE_SUPERVISOR',
  });
}
