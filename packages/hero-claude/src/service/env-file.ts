import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { CliError } from '../cli-error.ts';
import { heroPaths } from './hero-paths.ts';

/** What `~/hero/cfg/hero_claude/env` sets behind the environment; nothing when there is no such file. */
export function readEnvFile(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { envFile } = heroPaths(env);
  try {
    return parseEnv(readFileSync(envFile, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new CliError('config.unreadable', `${envFile} cannot be read: ${(error as Error).message}`, {
      exitCode: 78,
      cause: error,
    });
  }
}
