import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { ownProgram } from './daemons.ts';
import { heroPaths } from './hero-paths.ts';
import { logFileOf, openLog } from './log-file.ts';
import type { Settings } from './settings.ts';

export interface SpawnedSupervisor {
  /** Whether it has ended already. */
  hasEnded: () => boolean;
  /** Lets us end before it does. */
  unref: () => void;
}

/** Starts the supervisor as a process of its own, which outlives us. */
export function spawnSupervisor(settings: Settings, env: NodeJS.ProcessEnv): SpawnedSupervisor {
  const { command, args } = ownProgram();
  const log = openLog(logFileOf(heroPaths(env).logDir, 'supervisor'));
  try {
    const child = spawn(command, [...args, 'supervise', JSON.stringify(settings)], {
      env,
      cwd: '/',
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    let ended = false;
    for (const event of ['exit', 'error']) {
      child.once(event, () => {
        ended = true;
      });
    }
    return { hasEnded: () => ended, unref: () => child.unref() };
  } finally {
    closeSync(log.fd);
  }
}
