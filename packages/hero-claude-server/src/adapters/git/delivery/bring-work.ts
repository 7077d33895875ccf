import type { FileHandle } from 'node:fs/promises';
import { deliveryFilteredPaths, deliveryReplayFailed } from '../../../domain/delivery/delivery-errors.ts';
import { vaultRefs } from '../../../domain/delivery/vault-refs.ts';
import { type Collected, collect } from '../container/collect.ts';
import type { CommitIdentity } from '../container/commit-identity.ts';
import type { SessionCopy } from '../container/container-git.ts';
import { replay } from '../container/replay.ts';
import { changedFiles } from '../diff/changed-files.ts';
import { filteredChanges } from '../diff/filtered-changes.ts';
import { type ImportedBundle, type ImportLimits, importBundle } from '../import/import-bundle.ts';
import { isAncestor, sourceTips } from '../vault/vault-commits.ts';
import type { Vault } from '../vault/vault-git.ts';
import { deliveryNotes } from './delivery-notes.ts';

/** One repo of one session, from both sides. */
export interface AirlockRepo {
  sessionId: string;
  copy: SessionCopy;
  vault: Vault;
  /** The source snapshot; null where the source had neither commits nor files. */
  snapshot: string | null;
}

export interface BringOptions {
  /** Who commits what is uncommitted, and the message for it. */
  commit: { message: string; identity: CommitIdentity };
  /** The commit below the user's uncommitted changes, to leave them out; null takes them along. */
  leaveOut?: string | null;
  /** Paths of the source that are kept through a filter. */
  filteredPaths?: readonly string[];
  /** Hears how many bytes have come out of the container so far. */
  onBytes?: ((bytes: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** What came through, ready to be pushed. */
export interface BroughtWork extends Pick<Collected, 'head' | 'branch' | 'uncommitted' | 'undelivered'> {
  /** null when there is nothing to deliver. */
  imported: ImportedBundle | null;
  /** What a person should know before they merge it. */
  notes: string[];
}

/** Where things on their way are kept, and how large they may be. */
export interface Passage {
  dir: string;
  limits: ImportLimits;
}

/** Commits, takes out, lets in and looks through the work of one repo. */
export async function bringWork(
  repo: AirlockRepo,
  options: BringOptions,
  passage: Passage,
): Promise<BroughtWork> {
  const { copy, vault, snapshot } = repo;
  const { commit, leaveOut = null, onBytes, signal } = options;
  const outgoing = { dir: passage.dir, maxBundleBytes: passage.limits.bundleBytes, onBytes };
  const known = await sourceTips(vault, signal);
  await using collected = await collect({ copy, snapshot, known, commit, ...outgoing, signal });
  const { branch, uncommitted, undelivered, bundle } = collected;
  const beside = { branch, uncommitted, undelivered };
  if (bundle === null) return { ...beside, head: collected.head, imported: null, notes: [] };

  const admit = async (
    handle: FileHandle,
    ref: `refs/hero/${string}`,
    base: string | null,
  ): Promise<ImportedBundle> =>
    importBundle({ vault, bundle: handle, ref, base, limits: passage.limits, signal });
  const imported = await admit(bundle.handle, vaultRefs.head, snapshot);
  if (imported.commits === 0) return { ...beside, head: imported.commit, imported: null, notes: [] };
  // HEAD is what was brought in, whatever the container said before.
  const work = { ...beside, head: imported.commit };
  if (leaveOut === null || snapshot === null) {
    return { ...work, imported, notes: await looked(repo, options, snapshot, imported) };
  }
  await using replayed = await replay({ copy, snapshot, onto: leaveOut, ...commit, ...outgoing, signal });
  if (replayed.bundle === null) return { ...work, imported: null, notes: [] };
  const without = await admit(replayed.bundle.handle, vaultRefs.replayed, leaveOut);
  if (await isAncestor(vault, snapshot, without.commit, signal)) {
    throw deliveryReplayFailed({ repo: vault.repo, reason: 'your uncommitted changes are still in it' });
  }
  const notes = await looked(repo, options, leaveOut, without);
  return { ...work, imported: without, notes: replayed.squashed ? [...notes, squashedNote] : notes };
}

const squashedNote =
  'the commits could not be replayed one by one without your uncommitted changes and became one';

/** @throws delivery.filtered_paths */
async function looked(
  { vault }: AirlockRepo,
  { filteredPaths = [], signal }: BringOptions,
  from: string | null,
  { commit }: ImportedBundle,
): Promise<string[]> {
  const changes = await changedFiles(vault, { from, to: commit }, signal);
  const paths = await filteredChanges(vault, { commit, changes, filteredPaths, signal });
  if (paths.length > 0) throw deliveryFilteredPaths({ repo: vault.repo, paths: paths.slice(0, 200) });
  return deliveryNotes(changes);
}
