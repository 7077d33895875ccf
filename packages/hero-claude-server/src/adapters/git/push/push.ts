import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import {
  deliveryAuthFailed,
  deliveryPushFailed,
  deliveryRejected,
  deliveryRemoteGone,
  deliveryRemoteRefused,
  deliveryRemoteUnreachable,
  deliveryTimeout,
} from '../../../domain/delivery/delivery-errors.ts';
import { isObjectId } from '../../../domain/delivery/object-id.ts';
import { pushedRef } from '../../../domain/delivery/vault-refs.ts';
import { diskFull } from '../../../domain/repo/git-errors.ts';
import { type ProcessResult, runProcess } from '../../../lib/process.ts';
import { exists } from '../../file-tree.ts';
import { isAncestor } from '../vault/vault-commits.ts';
import { missingTool, tryVaultGit, type Vault, vaultGit } from '../vault/vault-git.ts';
import { pushEnvironment } from './push-environment.ts';
import { failureReason, parsePushPorcelain, remoteMessages, remoteTroubleOf } from './push-outcome.ts';
import { type PushRemote, parsePushRemote, RemoteRefusedError, redact } from './push-remote.ts';

export interface PushOptions {
  vault: Vault;
  commit: string;
  /** Short name; the push goes to `refs/heads/<branch>`. */
  branch: string;
  /** The recorded address of the source's remote; a path is absolute. */
  remote: string;
  /** A commit this session is known to have pushed to the branch, beside those the vault remembers. */
  delivered?: string | null;
  /** Nothing below is pushed to: agents write there, and a push runs the hooks of its target. */
  refusedRoot: string | null;
  /** CODEROOT. Its working trees and what lies in them are only read: a push would write there, and run their hooks. */
  codeRoot: string | null;
  /** The environment of the user. */
  userEnv: NodeJS.ProcessEnv;
  timeoutMs?: number;
  onProgress?: ((percent: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface PushResult {
  branch: string;
  commit: string;
  /** The address without credentials. */
  remote: string;
  /** Where the branch stood before; null when it is new. */
  previous: string | null;
  /** Lines the remote printed, such as the address for opening a pull request. */
  notes: string[];
}

const defaultTimeoutMs = 900_000;

/**
 * Pushes one commit of a vault to one branch with the user's own credentials. The branch may be new, an
 * ancestor of the commit, or anything this vault pushed before; commits of other people are never replaced.
 * @throws delivery.rejected, delivery.remote_gone, delivery.remote_unreachable, delivery.auth_failed,
 * delivery.remote_refused, delivery.push_failed, delivery.timeout, disk.full
 */
export async function push(options: PushOptions): Promise<PushResult> {
  const remote = await admissibleRemote(options);
  const talk = new RemoteTalk(options, remote);
  const { commit, branch } = options;
  const ref = `refs/heads/${branch}`;
  const previous = await talk.currentCommit(ref);
  const result = { branch, commit, remote: remote.shown, previous, notes: [] };
  if (previous !== null && previous !== commit && !(await isOurs(options, previous))) {
    throw talk.rejected(`the branch stands at ${previous.slice(0, 12)}, which this session did not push`);
  }
  // Written first: a crash between push and record must not make our own commit look like someone else's.
  await vaultGit(options.vault, ['update-ref', pushedRef(commit), commit], {
    step: 'recording the push',
    signal: options.signal,
  });
  return previous === commit ? result : { ...result, notes: await talk.push(ref, previous) };
}

async function isOurs(options: PushOptions, previous: string): Promise<boolean> {
  const { vault, commit, delivered, signal } = options;
  if (previous === delivered) return true;
  const pushed = await tryVaultGit(vault, ['show-ref', '--verify', '--quiet', pushedRef(previous)], {
    step: 'comparing with the remote',
    signal,
  });
  if (pushed.exitCode === 0) return true;
  return isAncestor(vault, previous, commit, signal);
}

async function admissibleRemote(options: PushOptions): Promise<PushRemote> {
  const { repo } = options.vault;
  try {
    const remote = parsePushRemote(options.remote);
    if (remote.path === undefined) return remote;
    const path = await realpath(remote.path).catch(() => {
      throw deliveryRemoteGone({ repo, remote: remote.shown, reason: 'no such directory' });
    });
    const reason = await refusalOf(path, options);
    if (reason !== undefined) throw new RemoteRefusedError(remote.shown, reason);
    return remote;
  } catch (error) {
    if (!(error instanceof RemoteRefusedError)) throw error;
    throw deliveryRemoteRefused({ repo, remote: error.shown, reason: error.message }, { cause: error });
  }
}

/** Why a directory of this machine is never pushed to. */
async function refusalOf(
  path: string,
  { refusedRoot, codeRoot }: Pick<PushOptions, 'refusedRoot' | 'codeRoot'>,
): Promise<string | undefined> {
  if (refusedRoot !== null && isBelow(await realpath(refusedRoot), path)) {
    return 'it lies among the session folders';
  }
  if (codeRoot === null) return undefined;
  const root = await realpath(codeRoot);
  for (let folder = path; isBelow(root, folder); folder = dirname(folder)) {
    if (await exists(join(folder, '.git'))) return `it lies in the working tree ${folder}`;
    if (folder === root) break;
  }
  return undefined;
}

function isBelow(root: string, path: string): boolean {
  const below = relative(root, path);
  return !below.startsWith('..') && !isAbsolute(below);
}

/** Git, talking to one remote as the user. */
class RemoteTalk {
  readonly #options: PushOptions;
  readonly #remote: PushRemote;

  constructor(options: PushOptions, remote: PushRemote) {
    this.#options = options;
    this.#remote = remote;
  }

  async currentCommit(ref: string): Promise<string | null> {
    const result = await this.#git(['ls-remote', '--refs', '--', this.#remote.url, ref]);
    if (result.exitCode !== 0) throw this.#failure(result);
    for (const line of result.stdout.toString().split('\n')) {
      const [oid = '', name] = line.split('\t');
      if (name === ref && isObjectId(oid)) return oid;
    }
    return null;
  }

  /** Moves the ref from `previous`, and only from there. Returns what the remote said. */
  async push(ref: string, previous: string | null): Promise<string[]> {
    const { commit } = this.#options;
    const result = await this.#git([
      'push',
      '--porcelain',
      '--progress',
      '--no-verify',
      '--no-follow-tags',
      '--no-signed',
      '--recurse-submodules=no',
      `--force-with-lease=${ref}:${previous ?? ''}`,
      '--',
      this.#remote.url,
      `${commit}:${ref}`,
    ]);
    const said = remoteMessages(redact(result.stderr, this.#remote));
    const pushed = parsePushPorcelain(result.stdout.toString()).find((line) => line.ref === ref);
    if (pushed?.flag === '!') {
      const summary = redact(pushed.summary, this.#remote);
      if (remoteTroubleOf(result.stderr) === 'disk_full') throw this.#diskFull(result);
      throw this.rejected([summary, ...said].join('; ').slice(0, 1_000));
    }
    if (result.exitCode !== 0 || pushed === undefined) throw this.#failure(result);
    return said;
  }

  rejected(reason: string): Error {
    return deliveryRejected({ ...this.#names(), branch: this.#options.branch, reason });
  }

  async #git(args: readonly string[]): Promise<ProcessResult> {
    const { vault, userEnv, timeoutMs = defaultTimeoutMs, signal, onProgress } = this.#options;
    const sshCommand = this.#remote.transport === 'ssh' ? await this.#configuredSsh() : null;
    const result = await runProcess('git', args, {
      cwd: vault.dir,
      env: pushEnvironment(userEnv, vault.dir, this.#remote, sshCommand),
      timeoutMs,
      maxOutputBytes: 1024 ** 2,
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onStderr: (chunk: Buffer) => reportProgress(chunk, onProgress) }),
    }).catch(missingTool);
    if (result.timedOut) {
      throw deliveryTimeout({ repo: vault.repo, step: `git ${args[0]}`, timeout_ms: timeoutMs });
    }
    return result;
  }

  /** The user's `core.sshCommand`; it would otherwise be hidden by the variable that keeps ssh from asking. */
  async #configuredSsh(): Promise<string | null> {
    const { vault, userEnv } = this.#options;
    const env = pushEnvironment(userEnv, vault.dir, this.#remote, null);
    const result = await runProcess('git', ['config', '--get', 'core.sshCommand'], {
      env,
      timeoutMs: 10_000,
    });
    return result.exitCode === 0 ? result.stdout.toString().trim() : null;
  }

  #failure(result: ProcessResult): Error {
    const stderr = redact(result.stderr, this.#remote);
    const reason = failureReason(stderr) || `git ended with ${result.signal ?? result.exitCode}`;
    const cause = new Error(stderr);
    switch (remoteTroubleOf(stderr)) {
      case 'auth_failed':
        return deliveryAuthFailed({ ...this.#names(), reason }, { cause });
      case 'remote_gone':
        return deliveryRemoteGone({ ...this.#names(), reason }, { cause });
      case 'unreachable':
        return deliveryRemoteUnreachable({ ...this.#names(), reason }, { cause });
      case 'disk_full':
        return this.#diskFull(result);
      case 'other':
        return deliveryPushFailed({ ...this.#names(), branch: this.#options.branch, reason }, { cause });
    }
  }

  #diskFull(result: ProcessResult): Error {
    const cause = new Error(redact(result.stderr, this.#remote));
    return diskFull({ path: this.#remote.shown, need_bytes: 1, have_bytes: 0 }, { cause });
  }

  #names(): { repo: string; remote: string } {
    return { repo: this.#options.vault.repo, remote: this.#remote.shown };
  }
}

function reportProgress(chunk: Buffer, onProgress: (percent: number) => void): void {
  const percents = [...chunk.toString().matchAll(/Writing objects:\s+(\d+)%/g)];
  const latest = percents.at(-1)?.[1];
  if (latest !== undefined) onProgress(Number(latest));
}
