import { join } from 'node:path';
import type { Logger } from 'pino';
import type { FileOwner } from '../../domain/repo/source-repo.ts';
import { type Airlock, createAirlock } from './delivery/airlock.ts';
import { createSourceGit, type SourceGit } from './source/source-git.ts';

export interface GitParts {
  config: { dataDir: string; buildDir: string; codeRoot: string };
  owner: FileOwner;
  quarantineDir: string;
  log: Logger;
}

/** Both sides of git: what comes from the user's repositories, and what goes back. Begins to sweep the cache. */
export function openGit({ config, owner, quarantineDir, log }: GitParts): {
  git: SourceGit;
  airlock: Airlock;
} {
  const { dataDir, buildDir, codeRoot } = config;
  const git = createSourceGit({
    cacheDir: join(dataDir, 'cache'),
    owner: process.getuid?.() === 0 ? owner : undefined,
    env: process.env,
    log,
  });
  git.sweep().catch((error: unknown) => log.warn({ err: error }, 'the cache of sources could not be swept'));
  return { git, airlock: createAirlock({ quarantineDir, buildDir, codeRoot, userEnv: process.env, log }) };
}
