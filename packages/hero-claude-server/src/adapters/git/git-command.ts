import type { Readable, Writable } from 'node:stream';
import { gitFailed, toolMissing } from '../../domain/repo/git-errors.ts';
import { type ProcessResult, runProcess, SpawnError } from '../../lib/process.ts';
import { limitedTo } from '../../lib/resource-limits.ts';

const maxMessageBytes = 2_000;
const defaultTimeoutMs = 1_800_000;
/** These walk whole trees, and a few small trees can stand for billions of files. */
const walkers = new Set(['status', 'diff-index', 'diff-tree', 'ls-tree', 'read-tree']);
const exitCodeOfBadUsage = 128;
export type ConfigPair = readonly [key: string, value: string];

/** Which repository a command works on. Nothing is ever discovered from the current directory. */
export interface GitPlace {
  gitDir: string;
  workTree?: string;
  indexFile?: string;
  /** Where new objects go instead of `gitDir`'s own. */
  objectDir?: string;
  /** Further places to read objects from. */
  alternates?: readonly string[];
}

export interface GitOptions {
  place: GitPlace;
  config?: readonly ConfigPair[];
  env?: NodeJS.ProcessEnv;
  stdin?: Readable | Uint8Array | string;
  stdout?: Writable;
  /** Exit codes that are an answer; only 0 unless given. */
  okExitCodes?: readonly number[];
  /** Half an hour unless given: long enough for the largest history, and the end of a wait at a pipe. */
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}

export interface GitOutput {
  exitCode: number;
  stdout: Buffer;
  stderr: string;
}

export type Git = (args: readonly string[], options: GitOptions) => Promise<GitOutput>;

/** What a repository that somebody hostile made can cost, beside time. */
export interface SourceLimits {
  /** Of git's private memory while it walks trees. */
  memoryBytes: number;
  cpuSeconds: number;
  /** Of what it may answer; two million files have room. */
  outputBytes: number;
}

const defaultLimits: SourceLimits = {
  memoryBytes: 2 * 1024 ** 3,
  cpuSeconds: 300,
  outputBytes: 256 * 1024 ** 2,
};

/** Above any repository's own configuration, so that reading one starts no program it names. */
const safeConfig: readonly ConfigPair[] = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.attributesFile', '/dev/null'],
  ['core.untrackedCache', 'false'],
  ['core.splitIndex', 'false'],
  ['core.safecrlf', 'false'],
  ['core.quotePath', 'false'],
  // A copy has the times and sizes of its source and nothing else of the stat data.
  ['core.checkStat', 'minimal'],
  ['core.trustctime', 'false'],
  ['core.pager', 'cat'],
  ['diff.ignoreSubmodules', 'all'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['protocol.allow', 'never'],
  ['submodule.recurse', 'false'],
];

/**
 * Runs git without the user's or the system's configuration, without prompts, network, hooks and helpers.
 * `baseEnv` gives `PATH` and `HOME`.
 * @throws git.failed, tool.missing, or the signal's reason
 */
export function createGit(baseEnv: NodeJS.ProcessEnv, limits: SourceLimits = defaultLimits): Git {
  return async (args, options) => {
    const { place, stdin, stdout, signal, okExitCodes = [0], timeoutMs = defaultTimeoutMs } = options;
    const limited = walkers.has(args[0] ?? '') ? limitedTo(limits) : [];
    const [program = 'git', ...argv] = [...limited, 'git', ...args];
    const result = await runProcess(program, argv, {
      env: {
        ...isolatedEnv(baseEnv),
        ...placeEnv(place),
        ...configEnv([...safeConfig, ...(options.config ?? [])]),
        ...options.env,
      },
      cwd: place.workTree ?? place.gitDir,
      maxOutputBytes: limits.outputBytes,
      endAtMaxOutput: true,
      timeoutMs,
      ...(stdin === undefined ? {} : { stdin }),
      ...(stdout === undefined ? {} : { stdout }),
      ...(signal === undefined ? {} : { signal }),
    }).catch((error: unknown) => {
      throw error instanceof SpawnError ? toolMissing({ tool: 'git' }, { cause: error }) : error;
    });
    if (result.exitCode === null || !okExitCodes.includes(result.exitCode) || result.truncated) {
      throw gitFailed({
        command: `git ${args[0] ?? ''}`,
        exit_code: result.exitCode ?? null,
        signal: result.signal,
        stderr: failureOf(result, timeoutMs, limits),
      });
    }
    return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
  };
}

function failureOf(
  { truncated, timedOut, stderr, signal }: ProcessResult,
  timeoutMs: number,
  { outputBytes, cpuSeconds }: SourceLimits,
): string {
  if (truncated) return `it holds more files than ${outputBytes / 1024 ** 2} MiB can list`;
  if (signal === 'SIGXCPU')
    return `it takes more than ${cpuSeconds} s of a processor to go through its files`;
  if (timedOut) return `it took longer than ${timeoutMs / 1000} s`;
  return stderr.trim().slice(-maxMessageBytes);
}

/** True when git itself refused: a broken or unknown repository rather than a negative answer. */
export function isFatal(error: unknown): boolean {
  return gitFailed.is(error) && error.facts.exit_code === exitCodeOfBadUsage;
}

function isolatedEnv(baseEnv: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    PATH: baseEnv['PATH'],
    HOME: baseEnv['HOME'],
    XDG_CONFIG_HOME: baseEnv['XDG_CONFIG_HOME'],
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_ASKPASS: 'false',
    GIT_EDITOR: 'false',
    GIT_PAGER: 'cat',
    GIT_SSH_COMMAND: 'false',
  };
}

function placeEnv(place: GitPlace): NodeJS.ProcessEnv {
  return {
    GIT_DIR: place.gitDir,
    ...(place.workTree === undefined ? {} : { GIT_WORK_TREE: place.workTree }),
    ...(place.indexFile === undefined ? {} : { GIT_INDEX_FILE: place.indexFile }),
    ...(place.objectDir === undefined ? {} : { GIT_OBJECT_DIRECTORY: place.objectDir }),
    ...(place.alternates === undefined
      ? {}
      : { GIT_ALTERNATE_OBJECT_DIRECTORIES: place.alternates.map(quotedAlternate).join(':') }),
  };
}

/** By environment and not `-c`, which cannot carry a name with `=` in it. */
function configEnv(pairs: readonly ConfigPair[]): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { GIT_CONFIG_COUNT: String(pairs.length) };
  for (const [index, [key, value]] of pairs.entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return env;
}

/** As git reads it in `objects/info/alternates` and in the environment, where `:` separates. */
export function quotedAlternate(path: string): string {
  return `"${path.replace(/["\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}"`;
}
