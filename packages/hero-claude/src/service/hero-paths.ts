import { homedir } from 'node:os';
import { join } from 'node:path';

export interface HeroPaths {
  /** Databases, logs, the supervisor's record. */
  dataDir: string;
  logDir: string;
  /** What runs, who owns it, and how it was set up. */
  recordFile: string;
  /** Only one supervisor can listen here. */
  supervisorSocket: string;
  /** Settings behind the environment, secrets included. */
  envFile: string;
  /** Made by the server: what a browser logs in with. */
  tokenFile: string;
}

/** Where things are kept below the user's home. */
export function heroPaths(env: NodeJS.ProcessEnv): HeroPaths {
  const hero = join(env['HOME'] ?? homedir(), 'hero');
  const dataDir = join(hero, 'var', 'hero_claude');
  const cfgDir = join(hero, 'cfg', 'hero_claude');
  return {
    dataDir,
    logDir: join(dataDir, 'log'),
    recordFile: join(dataDir, 'supervisor.json'),
    supervisorSocket: join(dataDir, 'supervisor.sock'),
    envFile: join(cfgDir, 'env'),
    tokenFile: join(cfgDir, 'token'),
  };
}
