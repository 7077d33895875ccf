import type { Readable, Writable } from 'node:stream';
import type { ContainerExec, ExecResult } from '../../../domain/container/container-exec.ts';
import {
  type deliveryCommitFailed,
  deliveryCopyBroken,
  deliveryTimeout,
} from '../../../domain/delivery/delivery-errors.ts';
import { diskNoSpace } from '../../../domain/disk-errors.ts';
import { lastLines } from '../vault/vault-git.ts';

/** A session copy, reached through its container. Everything it answers is a claim. */
export interface SessionCopy {
  exec: ContainerExec;
  /** Absolute path in the container. */
  repoDir: string;
  /** Repo id, for messages. */
  repo: string;
}

export interface CopyGitOptions {
  /** Names the step in a timeout. */
  step: string;
  env?: Record<string, string>;
  stdin?: Readable;
  stdout?: Writable;
  timeoutMs?: number;
  maxOutputBytes?: number;
  signal?: AbortSignal | undefined;
}

const defaultTimeoutMs = 120_000;
const defaultMaxOutputBytes = 1024 ** 2;

/** The copy's own hooks and signing would only get in the way; nothing here is meant as protection. */
const fixedConfig = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'commit.gpgSign=false', 'gc.auto=0'];

const fixedEnv = {
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_EDITOR: 'true',
  GIT_PAGER: 'cat',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
};

/** Runs git in the container. Any exit code resolves; a timeout is `delivery.timeout`. */
export async function tryCopyGit(
  copy: SessionCopy,
  args: readonly string[],
  options: CopyGitOptions,
): Promise<ExecResult> {
  const config = fixedConfig.flatMap((setting) => ['-c', setting]);
  return execInCopy(copy, ['git', ...config, '-C', copy.repoDir, ...args], options);
}

/** Like `tryCopyGit`; an exit code that is not 0 is `delivery.copy_broken`. Returns stdout. */
export async function copyGit(
  copy: SessionCopy,
  args: readonly string[],
  options: CopyGitOptions,
): Promise<string> {
  const result = await tryCopyGit(copy, args, options);
  if (result.exitCode !== 0) throw copyFailure(copy, result);
  return result.stdout;
}

/** Runs any command in the container with the environment git gets. */
export async function execInCopy(
  copy: SessionCopy,
  argv: readonly string[],
  options: CopyGitOptions,
): Promise<ExecResult> {
  const { step, env, timeoutMs = defaultTimeoutMs, maxOutputBytes = defaultMaxOutputBytes } = options;
  options.signal?.throwIfAborted();
  const result = await copy.exec(argv, {
    cwd: '/',
    env: { ...fixedEnv, ...env },
    timeoutMs,
    maxOutputBytes,
    ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
    ...(options.stdout === undefined ? {} : { stdout: options.stdout }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  options.signal?.throwIfAborted();
  if (result.timedOut) throw deliveryTimeout({ repo: copy.repo, step, timeout_ms: timeoutMs });
  return result;
}

const noSpace = /No space left on device|Disk quota exceeded/i;

/**
 * What it means that git failed in the copy: a full disk, or what the caller takes it for. A broken copy unless
 * that is given.
 */
export function copyFailure(
  copy: SessionCopy,
  result: ExecResult,
  meaning: typeof deliveryCopyBroken | typeof deliveryCommitFailed = deliveryCopyBroken,
): Error {
  const reason = lastLines(result.stderr) || (result.signal ?? `exit code ${result.exitCode}`);
  return noSpace.test(result.stderr)
    ? diskNoSpace({ path: copy.repoDir, operation: 'git', code: 'ENOSPC' }, { cause: new Error(reason) })
    : meaning({ repo: copy.repo, reason });
}
