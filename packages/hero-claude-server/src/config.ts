import { homedir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { logLevelOf, readEnvironment, socketDirOf } from 'hero-rpc/node';
import { z } from 'zod';
import type { ResumeLimits } from './domain/agent/auto-resume.ts';
import { builtImage } from './domain/container/built-image.ts';

const gib = 2 ** 30;
const mib = 2 ** 20;
const memoryPerSessionGb = 4;
const diskPerSessionGb = 50;
const shareOfMemory = 0.75;

/** One for each GiB in three quarters of the memory, at least two: few sessions come near their limit. */
function defaultMaxRunning(): number {
  return Math.max(2, Math.floor((totalmem() / gib) * shareOfMemory));
}

const text = z.string().min(1);

const Environment = z.object({
  CODEROOT: text.default('.'),
  BUILDDIR: text.default('./build'),
  HERO_CLAUDE_HOST: text.default('127.0.0.1'),
  HERO_CLAUDE_PORT: z.coerce.number().int().min(0).max(65535).default(3780),
  HERO_CLAUDE_IMAGE: text.default(builtImage),
  DOCKER_RUNTIME: z.enum(['docker', 'podman', 'nerdctl']).default('docker'),
  DOCKER_HOST: text.optional(),
  CLAUDE_CONFIG_DIR: text.optional(),
  HERO_SECRET: z.string().min(32, 'needs at least 32 bytes').optional(),
  HERO_LOG: text.optional(),
  RUST_LOG: text.optional(),
  HERO_SOCKET_DIR: text.optional(),
  PATH_SOCKETS: text.optional(),
  PATH_SOCKET: text.optional(),
  PATH_VAR: text.optional(),
  PATH_ROOT: text.optional(),
  HERO_SOCKET_GROUP: text.optional(),
  HERO_CLAUDE_MAX_RUNNING: z.coerce.number().int().min(1).default(defaultMaxRunning()),
  HERO_CLAUDE_CPU: z.coerce.number().min(0.1).default(2),
  HERO_CLAUDE_MEMORY_GB: z.coerce.number().min(0.25).default(memoryPerSessionGb),
  HERO_CLAUDE_DISK_GB: z.coerce.number().min(0.01).default(diskPerSessionGb),
  HERO_CLAUDE_DISK_RESERVE_GB: z.coerce.number().min(0).default(1),
  HERO_CLAUDE_ORIGINS: z.string().default(''),
  HERO_CLAUDE_RESUME_ATTEMPTS: z.coerce.number().int().min(0).default(5),
  HERO_CLAUDE_RESUME_DELAY_SECONDS: z.coerce.number().min(0).max(300).default(2),
  HERO_CLAUDE_UPLOAD_MB: z.coerce.number().min(1).max(10_240).default(100),
  HERO_CLAUDE_SIDE_TURNS: z.enum(['on', 'off']).default('on'),
  HERO_CLAUDE_SIDE_MODEL: text.default('haiku'),
  HERO_CLAUDE_FIRST_BYTE_SECONDS: z.coerce.number().min(1).default(90),
  HERO_CLAUDE_SILENCE_SECONDS: z.coerce.number().min(1).default(300),
  HERO_CLAUDE_IDLE_SECONDS: z.coerce.number().min(1).default(30),
  HERO_CLAUDE_QUOTA_SPREAD_SECONDS: z.coerce.number().min(0).max(3600).default(60),
  HERO_CLAUDE_TRASH_DAYS: z.coerce.number().min(0).default(30),
});

export interface Config {
  codeRoot: string;
  buildDir: string;
  image: string;
  runtime: 'docker' | 'podman' | 'nerdctl';
  dockerHost: string | undefined;
  claudeConfigDir: string;
  secret: string | undefined;
  logLevel: string;
  socketDir: string;
  socketGroup: string | undefined;
  host: string;
  port: number;
  origins: readonly string[];
  maxRunning: number;
  /** What a session may have on the disk, in GiB; it is paused beyond that. */
  diskGb: number;
  /** With less free nothing is created or started. */
  diskReserveGb: number;
  cpu: number;
  memoryGb: number;
  trashDays: number;
  /** Of one file. */
  uploadLimitBytes: number;
  /** Whether the model is asked for names and commit messages that nobody gave, and which. */
  sideTurns: 'on' | 'off';
  sideModel: string;
  /** How long an agent may be silent before it counts as stuck. */
  watchdogs: { firstByteMs: number; silenceMs: number; resultToIdleMs: number };
  /** When the account's limit ends, the sessions that wait for it go on one by one within so long. */
  quotaSpreadMs: number;
  /** How often and how soon a crashed agent is brought back by itself. */
  resume: ResumeLimits;
  /** `~/hero/var/hero_claude`: databases, logs, the gateway's run directories. */
  dataDir: string;
  /** `~/hero/cfg/hero_claude`: token, env file, mcp.json. */
  cfgDir: string;
}

/** Reads the configuration once. Throws a `ConfigError`. */
export function readConfig(real: NodeJS.ProcessEnv): Readonly<Config> {
  const home = real['HOME'] ?? homedir();
  const cfgDir = join(home, 'hero', 'cfg', 'hero_claude');
  const env = readEnvironment(Environment, { real, file: join(cfgDir, 'env') });
  return Object.freeze({
    codeRoot: resolve(env.CODEROOT),
    buildDir: resolve(env.BUILDDIR),
    image: env.HERO_CLAUDE_IMAGE,
    runtime: env.DOCKER_RUNTIME,
    dockerHost: env.DOCKER_HOST,
    claudeConfigDir: resolve(env.CLAUDE_CONFIG_DIR ?? join(home, '.claude')),
    secret: env.HERO_SECRET,
    logLevel: logLevelOf(env),
    socketDir: resolve(socketDirOf(env, home)),
    socketGroup: env.HERO_SOCKET_GROUP,
    host: env.HERO_CLAUDE_HOST,
    port: env.HERO_CLAUDE_PORT,
    origins: env.HERO_CLAUDE_ORIGINS.split(',').filter((origin) => origin !== ''),
    maxRunning: env.HERO_CLAUDE_MAX_RUNNING,
    diskGb: env.HERO_CLAUDE_DISK_GB,
    diskReserveGb: env.HERO_CLAUDE_DISK_RESERVE_GB,
    cpu: env.HERO_CLAUDE_CPU,
    memoryGb: env.HERO_CLAUDE_MEMORY_GB,
    uploadLimitBytes: Math.round(env.HERO_CLAUDE_UPLOAD_MB * mib),
    trashDays: env.HERO_CLAUDE_TRASH_DAYS,
    sideTurns: env.HERO_CLAUDE_SIDE_TURNS,
    sideModel: env.HERO_CLAUDE_SIDE_MODEL,
    watchdogs: {
      firstByteMs: env.HERO_CLAUDE_FIRST_BYTE_SECONDS * 1000,
      silenceMs: env.HERO_CLAUDE_SILENCE_SECONDS * 1000,
      resultToIdleMs: env.HERO_CLAUDE_IDLE_SECONDS * 1000,
    },
    quotaSpreadMs: env.HERO_CLAUDE_QUOTA_SPREAD_SECONDS * 1000,
    resume: {
      attempts: env.HERO_CLAUDE_RESUME_ATTEMPTS,
      delayMs: env.HERO_CLAUDE_RESUME_DELAY_SECONDS * 1000,
    },
    dataDir: join(home, 'hero', 'var', 'hero_claude'),
    cfgDir,
  });
}
