import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { vaultRefs } from '../../../domain/delivery/vault-refs.ts';
import type { FileOwner, PreparedRepo, PrepareInput, Snapshot } from '../../../domain/repo/source-repo.ts';
import { type RawPath, rawPathText } from '../../../domain/session/raw-path.ts';
import { together } from '../../../lib/together.ts';
import { ensureSpace, freeBytes } from '../../disk-space.ts';
import { giveTo } from '../../file-tree.ts';
import type { GitPlace } from '../git-command.ts';
import { deliveryRemote } from '../push/delivery-remote.ts';
import type { OpenSource, SourceTools } from '../source/open-source.ts';
import { makeVault } from '../vault/make-vault.ts';
import { copyPacks, writeVaultRefs } from '../vault/vault.ts';
import { packObjects, type VaultCache } from '../vault/vault-cache.ts';
import { layOutCopyGitDir, setCopyBranch } from './copy-git-dir.ts';
import {
  adoptIndex,
  type CopyTarget,
  copyOnceMore,
  copyWorkingTree,
  listSourceFiles,
  writeStored,
} from './copy-working-tree.ts';
import { openStaging } from './staged-objects.ts';
import { checkoutCommit, sizeOfCommit, sizeOfObjects } from './stored-files.ts';
import { changedFiles, commitTree, treeOf, writeWorkTree } from './work-tree-commit.ts';
import { changedSince, type WorkingFiles } from './working-files.ts';

const startSnapshotMessage = 'uncommitted changes at session start';

export interface CopyTools extends SourceTools {
  cache: VaultCache;
  owner: FileOwner | undefined;
}

/** The parts of one copy while it is made. */
export interface Making {
  open: OpenSource;
  input: PrepareInput;
  base: { ref: string; commit: string };
  vault: string;
  partial: string;
  /** Git on the copied files; new objects are staged until they are packed. */
  place: GitPlace & { workTree: string; objectDir: string };
}

export async function makeCopy(tools: CopyTools, making: Making): Promise<PreparedRepo> {
  const { open, input, base, vault, partial, place } = making;
  const { source, config } = open;
  const { signal } = input;
  const { root } = input.folder;
  const haveBytes = await freeBytes(root);
  const historyBytes = 2 * (await sizeOfObjects(open.shadow.sourceObjects));
  ensureSpace(root, historyBytes, haveBytes);

  await mkdir(place.gitDir, { recursive: true });
  const notes = await layOutCopyGitDir(place.gitDir, {
    source,
    config,
    refs: open.refs,
    branch: input.branch,
    identity: input.identity,
  });
  const copyObjects = join(place.gitDir, 'objects');
  input.onProgress?.({ phase: 'vault', bytes: 0, percent: 0 });
  const [, { files, bytes: fileBytes, filtered }] = await together<[void, WrittenFiles]>(
    [
      async (both) => {
        await openStaging(tools.git, open.shadow, place.objectDir, base.commit, both);
        await makeVault(tools.cache, open, { vault, base: base.commit, copyObjects }, both);
      },
      async (both) =>
        writeFiles(tools, making, (bytes) => ensureSpace(root, historyBytes + bytes, haveBytes), both),
    ],
    signal,
  );
  input.onProgress?.({ phase: 'snapshot', bytes: fileBytes, percent: 0 });
  const snapshot = await makeSnapshot(tools, making, files);
  await giveTo(tools.owner, files ? place.gitDir : partial, tools.env);
  return {
    id: source.id,
    branch: input.branch,
    base,
    snapshot,
    remote: deliveryRemote(config, source, base.ref),
    filtered_paths: filtered,
    notes: [...notes, ...(files?.notes ?? [])],
  };
}

interface WrittenFiles {
  /** Undefined when they are those of a commit. */
  files: WorkingFiles | undefined;
  bytes: number;
  /** Those a filter driver stored. */
  filtered: string[];
}

/**
 * Brings the files, from the working tree or from the base commit, once it is known how much they are: `ensureRoom`
 * throws when that does not fit.
 */
async function writeFiles(
  tools: CopyTools,
  making: Making,
  ensureRoom: (bytes: number) => void,
  signal: AbortSignal,
): Promise<WrittenFiles> {
  const { git } = tools;
  const { open, input, base, place } = making;
  if (input.clean || input.base !== undefined || open.source.bare) {
    const bytes = await sizeOfCommit(git, open.shadow.place, base.commit, signal);
    ensureRoom(bytes);
    const { gitDir, workTree } = place;
    const objectDir = join(open.shadow.gitDir, 'objects');
    const filtered = await checkoutCommit(git, { gitDir, workTree, objectDir }, base.commit, signal);
    return { files: undefined, bytes, filtered };
  }
  const files = await listSourceFiles(tools, open, input.include, signal);
  ensureRoom(files.bytes);
  await together(
    [
      async (both) => copyWorkingTree(tools, open, files, targetOf(tools, making, files), both),
      async () => adoptIndex(open, place),
    ],
    signal,
  );
  return { files, bytes: files.bytes, filtered: files.filtered.map((file) => rawPathText(file.path)) };
}

function targetOf(
  { owner }: CopyTools,
  { input, partial }: Making,
  { bytes: all }: WorkingFiles,
): CopyTarget {
  const onProgress = (bytes: number): void =>
    input.onProgress?.({ phase: 'files', bytes, percent: Math.min(100, (100 * bytes) / Math.max(all, 1)) });
  return { folder: partial, owner, logFile: input.folder.rsyncLog, onProgress };
}

/** The tree of the copied files, none of which mixes two states: one saved meanwhile is copied again. */
async function settle(tools: CopyTools, making: Making, files: WorkingFiles): Promise<string> {
  const { open, input, place } = making;
  const { excludesFile } = open.config;
  const look = async (signal?: AbortSignal): Promise<string> => {
    await writeStored(tools, place, files, signal);
    return writeWorkTree(tools.git, place, { excludesFile }, signal);
  };
  // Nearly always nothing was saved: git looks at the copy while the source is looked at.
  const [tree, changed] = await together<[string, RawPath[]]>(
    [look, async (both) => changedSince(open.source.path, files, both)],
    input.signal,
  );
  if (changed.length === 0) return tree;
  await copyOnceMore(tools, open, changed, targetOf(tools, making, files), input.signal);
  // The first look wrote down what it saw.
  await adoptIndex(open, place);
  return look(input.signal);
}

/**
 * Commits what the copied files differ from the base in, and brings it into the vault and the copy. Made from
 * the copy and not from the source, so that what the user saves meanwhile is never taken for the agent's work.
 */
async function makeSnapshot(
  tools: CopyTools,
  making: Making,
  files: WorkingFiles | undefined,
): Promise<Snapshot> {
  const { git } = tools;
  const { open, input, base, vault, place } = making;
  const { signal, identity } = input;
  const snapshot: Snapshot = { commit: base.commit, uncommitted_files: [] };
  if (files) {
    const tree = await settle(tools, making, files);
    const baseTree = await treeOf(git, place, base.commit, signal);
    if (tree !== baseTree) {
      const message = startSnapshotMessage;
      snapshot.commit = await commitTree(
        git,
        place,
        { tree, parents: [base.commit], message, identity },
        signal,
      );
      snapshot.uncommitted_files = await changedFiles(git, place, baseTree, tree, signal);
    }
  }
  const packDir = join(vault, 'objects/pack');
  if (snapshot.commit !== base.commit) {
    const from: GitPlace = {
      gitDir: vault,
      objectDir: join(vault, 'objects'),
      alternates: [place.objectDir],
    };
    await packObjects(git, from, { want: [snapshot.commit], have: [base.commit], packDir }, signal);
    await copyPacks(packDir, join(place.gitDir, 'objects/pack'), signal);
  }
  await writeVaultRefs(vault, [...open.refs, { name: vaultRefs.snapshot, object: snapshot.commit }]);
  await setCopyBranch(place.gitDir, input.branch, snapshot.commit);
  return snapshot;
}
