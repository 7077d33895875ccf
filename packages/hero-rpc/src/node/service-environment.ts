import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { z } from 'zod';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
// A URL with an @ holds a password.
const secretName = /SECRET|TOKEN|KEY/;

/** The configuration is wrong. The message names the variable, its value and what it must be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly exitCode = 78;
}

/**
 * Reads the environment of a service once: the real one first, then the file that stands behind it. An empty value
 * counts as none. Throws a `ConfigError` that names every bad value but those of secrets.
 */
export function readEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  { real, file }: { real: NodeJS.ProcessEnv; file: string },
): z.output<Schema> {
  const given = { ...withoutEmpty(valuesOf(file)), ...withoutEmpty(real) };
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const secret = secretName.test(name) || given[name]?.includes('@') === true;
    return `  ${name}=${secret ? '(not shown)' : JSON.stringify(given[name])}: ${inWords(issue)}`;
  });
  throw new ConfigError(`Bad configuration:\n${issues.join('\n')}`);
}

export interface SocketDirVariables {
  HERO_SOCKET_DIR?: string | undefined;
  PATH_SOCKETS?: string | undefined;
  PATH_SOCKET?: string | undefined;
  PATH_VAR?: string | undefined;
  PATH_ROOT?: string | undefined;
}

/** The folder of the sockets, found as every hero service finds it. */
export function socketDirOf(env: SocketDirVariables, home: string): string {
  const given = env.HERO_SOCKET_DIR ?? env.PATH_SOCKETS ?? env.PATH_SOCKET;
  if (given !== undefined) return given;
  if (env.PATH_VAR !== undefined) return join(env.PATH_VAR, 'sockets');
  return join(env.PATH_ROOT ?? join(home, 'hero'), 'var', 'sockets');
}

/** `RUST_LOG`, where `HERO_LOG` is not given, may be a list such as `warn,hyper=off`: its first plain level counts. */
export function logLevelOf(env: { HERO_LOG?: string | undefined; RUST_LOG?: string | undefined }): string {
  const words = (env.HERO_LOG ?? env.RUST_LOG ?? '').toLowerCase().split(',');
  return words.find((word) => levels.includes(word)) ?? 'info';
}

/** What the value must be, as a person says it. */
function inWords(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') {
    return issue.expected === 'int' ? 'must be a whole number' : `must be a ${issue.expected}`;
  }
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  if (issue.code === 'too_small' && issue.origin !== 'string') return `must be at least ${issue.minimum}`;
  if (issue.code === 'too_big' && issue.origin !== 'string') return `must be at most ${issue.maximum}`;
  return issue.message;
}

function valuesOf(file: string): NodeJS.ProcessEnv {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new ConfigError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function withoutEmpty(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
}
