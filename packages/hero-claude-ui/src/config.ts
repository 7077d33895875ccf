import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { logLevelOf, readEnvironment, socketDirOf } from 'hero-rpc/node';
import { z } from 'zod';

const Environment = z.object({
  HERO_CLAUDE_HOST: z.string().default('127.0.0.1'),
  HERO_CLAUDE_PORT: z.coerce.number().int().min(0).max(65535).default(3780),
  HERO_SOCKET_DIR: z.string().optional(),
  PATH_SOCKETS: z.string().optional(),
  PATH_SOCKET: z.string().optional(),
  PATH_VAR: z.string().optional(),
  PATH_ROOT: z.string().optional(),
  HERO_SOCKET_GROUP: z.string().optional(),
  HERO_LOG: z.string().optional(),
  RUST_LOG: z.string().optional(),
});

export interface UiConfig {
  socketDir: string;
  socketGroup: string | undefined;
  /** Where a browser reaches us; undefined for sockets only. */
  tcp: { host: string; port: number; insecure: boolean } | undefined;
  logLevel: string;
  info: 'no' | 'toml' | 'json';
}

/** A mistake of the person who starts us; `exitCode` follows sysexits. */
export class UsageError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 78) {
    super(message);
    this.exitCode = exitCode;
  }
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function readFlags(args: string[]) {
  const no = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({ args, options: { tcp: no, insecure: no, info: no, json: no } }).values;
  } catch (error) {
    const usage = 'Usage: hero-claude-ui [--tcp [--insecure] | --info [--json]]';
    throw new UsageError(`${(error as Error).message}\n${usage}`, 2);
  }
}

/** Reads flags and environment once: flags first, then the environment, then `~/hero/cfg/hero_claude/env`. */
export function readUiConfig(argv: string[], real: NodeJS.ProcessEnv): UiConfig {
  const values = readFlags(argv);
  const home = real['HOME'] ?? homedir();
  const file = join(home, 'hero', 'cfg', 'hero_claude', 'env');
  const env = readEnvironment(Environment, { real, file });
  const { HERO_CLAUDE_HOST: host, HERO_CLAUDE_PORT: port } = env;
  if (values.tcp && !isLoopback(host) && !values.insecure) {
    throw new UsageError(
      `HERO_CLAUDE_HOST=${host} can be reached from other machines, and there is no TLS here. ` +
        'Put nginx or Caddy in front of the socket, or pass --insecure if the network itself is trusted.',
    );
  }
  return {
    socketDir: resolve(socketDirOf(env, home)),
    socketGroup: env.HERO_SOCKET_GROUP,
    tcp: values.tcp ? { host, port, insecure: values.insecure } : undefined,
    logLevel: logLevelOf(env),
    info: values.info ? (values.json ? 'json' : 'toml') : 'no',
  };
}
