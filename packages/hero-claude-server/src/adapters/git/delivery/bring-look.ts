import { vaultRefs } from '../../../domain/delivery/vault-refs.ts';
import type { CopyStatus } from '../container/copy-status.ts';
import { look } from '../container/look.ts';
import { importBundle } from '../import/import-bundle.ts';
import { parentOf, vaultCommit } from '../vault/vault-commits.ts';
import type { AirlockRepo, Passage } from './bring-work.ts';

/** A session as it is right now. */
export interface BroughtLook {
  /** HEAD of the copy; null where nothing was ever committed. */
  head: string | null;
  /** A commit on top of it with everything that is not committed. */
  worktree: string;
  uncommitted: CopyStatus['files'];
}

/** Brings the state of a session into its vault, touching nothing an agent works with. */
export async function bringLook(
  { copy, vault, snapshot }: AirlockRepo,
  { dir, limits }: Passage,
  signal?: AbortSignal,
): Promise<BroughtLook> {
  const ref = vaultRefs.look;
  const seen = await vaultCommit(vault, ref, signal);
  const outgoing = { dir, maxBundleBytes: limits.bundleBytes };
  await using seeing = await look({ copy, snapshot, seen, ...outgoing, signal });
  const { uncommitted, bundle } = seeing;
  // What the container says of its HEAD is not needed: the commit that was checked is built on it.
  if (bundle === null) {
    return { head: await parentOf(vault, seeing.worktree, signal), worktree: seeing.worktree, uncommitted };
  }
  const options = { vault, bundle: bundle.handle, ref, base: snapshot, requireBase: false, limits, signal };
  const { commit } = await importBundle(options);
  return { head: await parentOf(vault, commit, signal), worktree: commit, uncommitted };
}
