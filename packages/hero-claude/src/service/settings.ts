import { resolve } from 'node:path';
import { socketDir } from 'hero-claude-sdk/node';
import { usageError } from '../cli-error.ts';
import { readEnvFile } from './env-file.ts';

/** How the services are set up: what is recorded, and never a secret. */
export interface Settings {
  codeRoot: string;
  buildDir: string;
  socketDir: string;
  host: string;
  port: number;
  /** Whether the dashboard listens on TCP, too. */
  tcp: boolean;
  /** A host that is not loopback is wanted without TLS. */
  insecure: boolean;
}

export interface StartFlags {
  port?: number;
  host?: string;
  tcp?: boolean;
  insecure?: boolean;
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw usageError(`HERO_CLAUDE_PORT=${text} is no port`, 'use a number from 1 to 65535');
}

/**
 * Flags first, then the environment, the env file, what was recorded before, and the default. Relative folders
 * become absolute here: a later start from elsewhere finds the same sessions.
 */
export function resolveSettings(
  env: NodeJS.ProcessEnv,
  flags: StartFlags = {},
  recorded?: Settings,
  cwd = process.cwd(),
): Settings {
  const file = readEnvFile(env);
  const given = (name: string): string | undefined => env[name] || file[name] || undefined;
  const port = given('HERO_CLAUDE_PORT');
  return {
    codeRoot: resolve(cwd, given('CODEROOT') ?? recorded?.codeRoot ?? '.'),
    buildDir: resolve(cwd, given('BUILDDIR') ?? recorded?.buildDir ?? 'build'),
    socketDir: resolve(cwd, socketDir({ ...file, ...env })),
    host: flags.host ?? given('HERO_CLAUDE_HOST') ?? recorded?.host ?? '127.0.0.1',
    port: flags.port ?? (port === undefined ? (recorded?.port ?? 3780) : readPort(port)),
    tcp: flags.tcp ?? recorded?.tcp ?? true,
    // Never carried over silently: whoever starts without TLS for others says so.
    insecure: flags.insecure ?? false,
  };
}

/** The settings as the daemons read them. */
export function environmentOf(settings: Settings, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...env,
    CODEROOT: settings.codeRoot,
    BUILDDIR: settings.buildDir,
    HERO_SOCKET_DIR: settings.socketDir,
    HERO_CLAUDE_HOST: settings.host,
    HERO_CLAUDE_PORT: String(settings.port),
  };
}

/** Whether other machines reach the dashboard, with nothing that encrypts in between. */
export function isExposed({ tcp, host }: Settings): boolean {
  return tcp && host !== 'localhost' && host !== '::1' && !/^127(\.\d{1,3}){3}$/.test(host);
}

/** Where a browser finds the dashboard; undefined with sockets only. */
export function dashboardUrl({ tcp, host, port }: Settings): string | undefined {
  if (!tcp) return undefined;
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${shown}:${port}/`;
}
