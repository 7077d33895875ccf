import { lstatSync, type Stats } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type RawPath, rawPathBytes, rawPathText } from '../../../domain/session/raw-path.ts';
import type { Git, GitPlace } from '../git-command.ts';
import { findFilteredPaths } from '../source/filtered-paths.ts';
import {
  isGitlink,
  listIgnored,
  listTracked,
  listUntracked,
  type TrackedFile,
} from '../source/tracked-files.ts';

const statsPerTurn = 500;

export interface WorkingFilesRules {
  excludesFile: string | undefined;
  include: readonly string[];
}

/** What of a working tree belongs into a copy. */
export interface WorkingFiles {
  /** Files and links to copy, and the (empty) folders of submodules. */
  paths: RawPath[];
  /** When each of `paths` was last modified, in milliseconds. */
  modifiedAt: number[];
  bytes: number;
  /**
   * The same choice said the other way round: what of the folder does not belong into a copy, folders with a
   * slash at the end. Undefined when only `paths` says it.
   */
  leftOut: RawPath[] | undefined;
  tracked: TrackedFile[];
  /** Tracked files that are written as their stored blob instead. */
  filtered: TrackedFile[];
  /** Tracked paths where a pipe, socket or device lies: their stored blob is written, too. */
  special: RawPath[];
  submodules: RawPath[];
  /** What a commit of these files must leave as it is: repositories inside, files of filters, and no files. */
  uncommittable: RawPath[];
  notes: string[];
}

/** Lists the files that are tracked, or untracked and not ignored, and those `include` asks for. */
export async function listWorkingFiles(
  git: Git,
  place: GitPlace & { workTree: string },
  rules: WorkingFilesRules,
  signal?: AbortSignal,
): Promise<WorkingFiles> {
  const listing = listTracked(git, place, signal);
  const [tracked, trackedThere, untracked, ignored] = await Promise.all([
    listing,
    // The index is read long before git has walked the folders: what it names is looked at meanwhile.
    listing.then(async (files) => existing(place.workTree, files.map(pathOf), signal)),
    listUntracked(git, place, rules, signal),
    rules.include.length === 0 ? listIgnored(git, place, rules, signal) : undefined,
  ]);
  const all = [...tracked.map(pathOf), ...untracked.files];
  const filteredPaths = await findFilteredPaths(git, place, all, signal);
  const notes = untracked.nested.map(
    (path) => `${rawPathText(path)} is a repository of its own and is not copied`,
  );
  const unstored = untracked.files.filter((path) => filteredPaths.has(path));
  if (unstored.length > 0) {
    notes.push(`not copied, as only their filter could store them: ${unstored.map(rawPathText).join(', ')}`);
  }
  const filtered = tracked.filter((file) => filteredPaths.has(file.path) && !isGitlink(file));
  const there =
    filteredPaths.size === 0
      ? joined(trackedThere, await existing(place.workTree, untracked.files, signal))
      : await existing(
          place.workTree,
          all.filter((path) => !filteredPaths.has(path)),
          signal,
        );
  const submodules = tracked.filter(isGitlink).map((file) => file.path);
  const present = new Set(there.paths);
  const uncommittable = [
    ...untracked.nested,
    ...filteredPaths,
    ...there.special,
    ...submodules.filter((path) => present.has(path)),
  ];
  notes.push(
    ...there.special.map(
      (path) => `${rawPathText(path)} is no file but a pipe, socket or device: taken as committed`,
    ),
  );
  const leftOut = ignored && [...ignored, ...untracked.nested.map((path) => `${path}/`), ...filteredPaths];
  return { ...there, leftOut, tracked, filtered, submodules, uncommittable, notes };
}

type Existing = Pick<WorkingFiles, 'paths' | 'modifiedAt' | 'bytes' | 'special'>;

function joined(a: Existing, b: Existing): Existing {
  return {
    paths: [...a.paths, ...b.paths],
    modifiedAt: [...a.modifiedAt, ...b.modifiedAt],
    bytes: a.bytes + b.bytes,
    special: [...a.special, ...b.special],
  };
}

function pathOf({ path }: TrackedFile): RawPath {
  return path;
}

/**
 * Those of `paths` that are really there. A file below a link does not count: git holds it for deleted, and
 * following the link could lead anywhere on the host.
 */
async function existing(
  workTree: string,
  paths: readonly RawPath[],
  signal?: AbortSignal,
): Promise<Existing> {
  const realFolders = new Map<RawPath, boolean>([['', true]]);
  const isRealFolder = (folder: RawPath): boolean => {
    const known = realFolders.get(folder);
    if (known !== undefined) return known;
    const real = isRealFolder(parentOf(folder)) && statOf(workTree, folder)?.isDirectory() === true;
    realFolders.set(folder, real);
    return real;
  };
  const there: RawPath[] = [];
  const modifiedAt: number[] = [];
  const special: RawPath[] = [];
  let bytes = 0;
  // Synchronous calls are several times faster than as many promises; the event loop gets its turns between.
  for (let start = 0; start < paths.length; start += statsPerTurn) {
    signal?.throwIfAborted();
    for (const path of paths.slice(start, start + statsPerTurn)) {
      if (!isRealFolder(parentOf(path))) continue;
      const stats = statOf(workTree, path);
      if (!stats) continue;
      if (!(stats.isFile() || stats.isSymbolicLink() || stats.isDirectory())) {
        special.push(path);
        continue;
      }
      there.push(path);
      modifiedAt.push(stats.mtimeMs);
      bytes += stats.size;
    }
    await nextTurn();
  }
  return { paths: there, modifiedAt, bytes, special };
}

function parentOf(path: RawPath): RawPath {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

function statOf(workTree: string, path: RawPath): Stats | undefined {
  // A text is looked up faster than bytes, and for ASCII it is the same.
  const name = isAscii(path)
    ? `${workTree}/${path}`
    : Buffer.concat([Buffer.from(`${workTree}/`), rawPathBytes(path)]);
  return lstatSync(name, { throwIfNoEntry: false });
}

function isAscii(path: RawPath): boolean {
  return !/[\u0080-\uffff]/.test(path);
}

/** Those of the files that somebody wrote to since they were listed. */
export async function changedSince(
  workTree: string,
  files: Pick<WorkingFiles, 'paths' | 'modifiedAt'>,
  signal?: AbortSignal,
): Promise<RawPath[]> {
  const now = await existing(workTree, files.paths, signal);
  const before = new Map(files.paths.map((path, index) => [path, files.modifiedAt[index]]));
  return now.paths.filter((path, index) => before.get(path) !== now.modifiedAt[index]);
}
