import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { logLevelOf, readEnvironment, socketDirOf } from 'hero-rpc/node';
import { z } from 'zod';
import type { Limits } from './ledger/limit-table.ts';
import { toNanoUsd } from './prices/cost.ts';

const text = z.string().min(1);

const Environment = z.object({
  HERO_CLAUDE_MODEL_URL: z
    .string()
    .refine(isModelUrl, 'must be an http or https URL without user, query and fragment')
    .default('https://api.anthropic.com'),
  ANTHROPIC_API_KEY: text.optional(),
  CLAUDE_CODE_OAUTH_TOKEN: text.optional(),
  CLAUDE_CONFIG_DIR: text.optional(),
  HERO_CLAUDE_MAX_REQUEST_MB: z.coerce.number().min(1).max(1_024).default(64),
  HERO_CLAUDE_SERVER_TOOLS: z.enum(['refuse', 'allow']).default('refuse'),
  HERO_CLAUDE_LOG_BODIES: z.stringbool().default(false),
  HERO_CLAUDE_DNS: z.string().default(''),
  HERO_CLAUDE_BUDGET_USD: z.coerce.number().min(0).optional(),
  HERO_CLAUDE_BUDGET_USD_PER_DAY: z.coerce.number().min(0).optional(),
  HERO_CLAUDE_TOKENS: z.coerce.number().int().min(0).optional(),
  HERO_CLAUDE_TOKENS_PER_DAY: z.coerce.number().int().min(0).optional(),
  HERO_SOCKET_DIR: text.optional(),
  PATH_SOCKETS: text.optional(),
  PATH_SOCKET: text.optional(),
  PATH_VAR: text.optional(),
  PATH_ROOT: text.optional(),
  HERO_SOCKET_GROUP: text.optional(),
  HERO_LOG: text.optional(),
  RUST_LOG: text.optional(),
  HTTP_PROXY: text.optional(),
  HTTPS_PROXY: text.optional(),
  NO_PROXY: text.optional(),
});

export interface Config {
  modelUrl: URL;
  apiKey: string | undefined;
  oauthToken: string | undefined;
  /** Claude Code's login on this machine. */
  credentialsFile: string;
  maxRequestBytes: number;
  /** Whether answers that are not 2xx are logged with their beginning; they may quote prompts. */
  logBodies: boolean;
  /** Whether a session without open egress may have the API search, fetch and run for it. */
  serverTools: boolean;
  /** Name servers for egress, as `address` or `address:port`; the system's own when empty. */
  dnsServers: readonly string[];
  /** For each session without limits of its own. */
  limitsPerSession: Limits;
  /** For all sessions together. */
  limitsPerDay: Limits;
  /** The user's own prices; may be missing. */
  pricesFile: string;
  logLevel: string;
  socketDir: string;
  /** May pass through the directory of the sockets; the gateway's own stays its user's. */
  socketGroup: string | undefined;
  dataDir: string;
  httpProxy: string | undefined;
  httpsProxy: string | undefined;
  noProxy: string | undefined;
}

/** Reads the configuration once. Throws a `ConfigError`. */
export function readConfig(real: NodeJS.ProcessEnv): Readonly<Config> {
  const home = real['HOME'] ?? homedir();
  const cfgDir = join(home, 'hero', 'cfg', 'hero_claude');
  const file = join(cfgDir, 'env');
  const env = readEnvironment(Environment, { real: withLowerCaseProxies(real), file });
  return Object.freeze({
    modelUrl: new URL(env.HERO_CLAUDE_MODEL_URL),
    apiKey: env.ANTHROPIC_API_KEY,
    oauthToken: env.CLAUDE_CODE_OAUTH_TOKEN,
    credentialsFile: join(resolve(env.CLAUDE_CONFIG_DIR ?? join(home, '.claude')), '.credentials.json'),
    maxRequestBytes: env.HERO_CLAUDE_MAX_REQUEST_MB * 1_048_576,
    serverTools: env.HERO_CLAUDE_SERVER_TOOLS === 'allow',
    logBodies: env.HERO_CLAUDE_LOG_BODIES,
    dnsServers: env.HERO_CLAUDE_DNS.split(',').filter((server) => server !== ''),
    limitsPerSession: limitsOf(env.HERO_CLAUDE_BUDGET_USD, env.HERO_CLAUDE_TOKENS),
    limitsPerDay: limitsOf(env.HERO_CLAUDE_BUDGET_USD_PER_DAY, env.HERO_CLAUDE_TOKENS_PER_DAY),
    pricesFile: join(cfgDir, 'prices.json'),
    logLevel: logLevelOf(env),
    socketDir: resolve(socketDirOf(env, home)),
    socketGroup: env.HERO_SOCKET_GROUP,
    dataDir: join(home, 'hero', 'var', 'hero_claude'),
    httpProxy: env.HTTP_PROXY,
    httpsProxy: env.HTTPS_PROXY,
    noProxy: env.NO_PROXY,
  });
}

function limitsOf(usd: number | undefined, tokens: number | undefined): Limits {
  return { nanoUsd: usd === undefined ? null : toNanoUsd(usd), tokens: tokens ?? null };
}

function isModelUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && !/[@?#]/.test(url.href);
}

function withLowerCaseProxies(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const upper = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].map((name) => [
    name,
    env[name.toLowerCase()] ?? env[name],
  ]);
  return { ...env, ...Object.fromEntries(upper) };
}
