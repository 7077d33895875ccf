import { randomBytes } from 'node:crypto';
import { deliveryReplayConflict, deliveryReplayFailed } from '../../../domain/delivery/delivery-errors.ts';
import { isObjectId } from '../../../domain/delivery/object-id.ts';
import { lastLines } from '../vault/vault-git.ts';
import { type CommitIdentity, identityEnv } from './commit-identity.ts';
import { execInCopy, type SessionCopy, tryCopyGit } from './container-git.ts';
import { replayScript } from './replay-script.ts';
import { type OutgoingBundle, streamBundle } from './stream-bundle.ts';

export interface ReplayOptions {
  copy: SessionCopy;
  /** The source snapshot, with the user's uncommitted changes. */
  snapshot: string;
  /** The commit without them. */
  onto: string;
  identity: CommitIdentity;
  /** For the one commit that stands for all where they cannot be replayed one by one. */
  message: string;
  dir: string;
  maxBundleBytes: number;
  onBytes?: ((bytes: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** The agent's commits without the user's uncommitted changes. Dispose it to remove the bundle. */
export interface Replayed extends AsyncDisposable {
  /** null when nothing is left of them. */
  bundle: OutgoingBundle | null;
  /** All of it became one commit. */
  squashed: boolean;
}

const timeoutMs = 600_000;
const conflictExitCode = 3;
const tooOldExitCode = 4;

/**
 * Replays the commits since the snapshot onto the commit below it. No file, index or branch of the copy is
 * touched: the trees are merged as objects. Doing it again gives the same commits.
 * @throws delivery.replay_conflict, delivery.replay_failed
 */
export async function replay(options: ReplayOptions): Promise<Replayed> {
  const { copy, snapshot, onto, identity, message, signal } = options;
  const { repo } = copy;
  const ref = `refs/hero/replay-${randomBytes(6).toString('hex')}`;
  const argv = ['bash', '-c', replayScript, 'bash', copy.repoDir, snapshot, onto, ref, message];
  try {
    const result = await execInCopy(copy, argv, {
      step: 'replaying the work',
      env: identityEnv(identity),
      timeoutMs,
      signal,
    });
    const [first = '', ...rest] = result.stdout.split('\0');
    if (result.exitCode === conflictExitCode) {
      throw deliveryReplayConflict({ repo, paths: rest.filter((path) => path !== '').slice(0, 200) });
    }
    if (result.exitCode === tooOldExitCode) {
      throw deliveryReplayFailed({ repo, reason: 'the git of the image is older than 2.38' });
    }
    if (result.exitCode !== 0 || !isObjectId(first)) {
      throw deliveryReplayFailed({ repo, reason: lastLines(result.stderr) || 'git made no commit' });
    }
    const bundle = first === onto ? null : await streamBundle({ ...options, rev: ref, exclude: [onto] });
    return {
      bundle,
      squashed: rest[0] === 'squashed',
      async [Symbol.asyncDispose]() {
        await bundle?.[Symbol.asyncDispose]();
      },
    };
  } finally {
    await tryCopyGit(copy, ['update-ref', '-d', ref], { step: 'tidying up' });
  }
}
