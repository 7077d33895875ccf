import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repoUnsupported } from '../../../domain/repo/repo-errors.ts';
import type { Identity, Snapshot } from '../../../domain/repo/source-repo.ts';
import { listSourceFiles } from '../copy/copy-working-tree.ts';
import { openStaging } from '../copy/staged-objects.ts';
import { changedFiles, commitTree, isAncestor, treeOf, writeWorkTree } from '../copy/work-tree-commit.ts';
import type { GitPlace } from '../git-command.ts';
import type { OpenSource, SourceTools } from '../source/open-source.ts';
import { packObjects } from '../vault/vault-cache.ts';

const uncommittedMessage = 'uncommitted changes at session sync';
const cleanMessage = 'state of the source at session sync';

export interface SyncSnapshotInput {
  vault: string;
  /** The commit to follow: HEAD of the source, or where its base stands now. */
  commit: string;
  /** The snapshot before. */
  previous: string;
  /** Take the working tree, uncommitted work included, and not just the commit. */
  withFiles: boolean;
  identity: Identity;
  signal?: AbortSignal | undefined;
}

/**
 * Makes, in the vault, a commit that descends from the previous snapshot and from the source's commit and whose
 * content is the source's now. Returns the previous snapshot when nothing changed.
 */
export async function makeSyncSnapshot(
  tools: SourceTools,
  open: OpenSource,
  input: SyncSnapshotInput,
): Promise<Snapshot> {
  const { git } = tools;
  const { vault, commit, previous, identity, signal } = input;
  await bringHistory(tools, open, input);
  const staging = join(open.shadow.gitDir, 'staging');
  await openStaging(git, open.shadow, staging, commit, signal);
  const place: GitPlace = { gitDir: vault, objectDir: staging, alternates: [join(vault, 'objects')] };
  const commitsTree = await treeOf(git, place, commit, signal);
  const tree = input.withFiles ? await treeOfFiles(tools, open, place, signal) : commitsTree;
  const uncommitted_files = await changedFiles(git, place, commitsTree, tree, signal);

  const [follows, reached, sameTree] = await Promise.all([
    isAncestor(git, place, previous, commit, signal),
    isAncestor(git, place, commit, previous, signal),
    treeOf(git, place, previous, signal).then((before) => before === tree),
  ]);
  if (sameTree && reached) return { commit: previous, uncommitted_files };
  if (tree === commitsTree && follows) return { commit, uncommitted_files };
  const snapshot = await commitTree(
    git,
    place,
    {
      tree,
      parents: [previous, ...(reached ? [] : [commit])],
      message: tree === commitsTree ? cleanMessage : uncommittedMessage,
      identity,
    },
    signal,
  );
  const into: GitPlace = { gitDir: vault, objectDir: join(vault, 'objects'), alternates: [staging] };
  const packDir = join(vault, 'objects/pack');
  await packObjects(git, into, { want: [snapshot], have: [previous, commit], packDir }, signal);
  return { commit: snapshot, uncommitted_files };
}

/** Packs what the source's refs reach and the vault has not, into the vault. */
async function bringHistory(tools: SourceTools, open: OpenSource, input: SyncSnapshotInput): Promise<void> {
  const { refs, head, shadow, source } = open;
  const { vault, commit, previous, signal } = input;
  const [before, now] = await Promise.all([vault, shadow.gitDir].map(async (dir) => shallowCommits(dir)));
  if ([...(now ?? [])].some((boundary) => before?.has(boundary) !== true)) {
    const reason = 'its history was cut short (shallow) after the session was made';
    throw repoUnsupported({ repo: source.id, path: source.path, reason });
  }
  const known = await tools.git(['for-each-ref', '--format=%(objectname)'], {
    place: { gitDir: vault },
    signal,
  });
  const have = known.stdout
    .toString('latin1')
    .split('\n')
    .filter((object) => object !== '');
  const want = [...refs.map((ref) => ref.object), ...(head.commit === null ? [] : [head.commit]), commit];
  await packObjects(
    tools.git,
    { gitDir: vault, objectDir: join(vault, 'objects'), alternates: [join(shadow.gitDir, 'objects')] },
    {
      want: [...new Set(want)],
      have: [...new Set([...have, previous])],
      packDir: join(vault, 'objects/pack'),
    },
    signal,
  );
}

/** The source's files as a tree; only the shadow and the staging folder are written to. */
async function treeOfFiles(
  tools: SourceTools,
  open: OpenSource,
  place: GitPlace,
  signal?: AbortSignal,
): Promise<string> {
  const files = await listSourceFiles(tools, open, [], signal);
  const { gitDir } = open.shadow;
  const rules = { excludesFile: open.config.excludesFile, except: files.uncommittable };
  return writeWorkTree(tools.git, { ...place, gitDir, workTree: open.source.path }, rules, signal);
}

async function shallowCommits(gitDir: string): Promise<Set<string>> {
  const text = await readFile(join(gitDir, 'shallow'), 'utf8').catch(() => '');
  return new Set(text.split('\n').filter((line) => line !== ''));
}
