import { readEnvFile } from '../service/env-file.ts';

/** HERO_SECRET as the server finds it: the environment, then `~/hero/cfg/hero_claude/env`. */
export function heroSecret(env: NodeJS.ProcessEnv): string | undefined {
  return env['HERO_SECRET'] || readEnvFile(env)['HERO_SECRET'] || undefined;
}
