import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { rsyncFailed } from '../../../domain/repo/git-errors.ts';
import { repoUnreadable } from '../../../domain/repo/repo-errors.ts';
import type { FileOwner } from '../../../domain/repo/source-repo.ts';
import { type RawPath, rawPathBytes } from '../../../domain/session/raw-path.ts';
import { together } from '../../../lib/together.ts';
import { type CopyFilesInput, copyFiles } from '../../rsync.ts';
import type { GitPlace } from '../git-command.ts';
import type { OpenSource, SourceTools } from '../source/open-source.ts';
import { addSubmoduleFiles } from '../source/submodule-files.ts';
import { type CopyShares, copyShares } from './copy-shares.ts';
import { copyIndex } from './shadow-repo.ts';
import { listWorkingFiles, type WorkingFiles } from './working-files.ts';

const ownerMayWrite = 0o200;
/** rsync copied what it could. */
const exitPartial = 23;

export interface CopyTarget {
  folder: string;
  owner: FileOwner | undefined;
  logFile: string;
  onProgress: (bytes: number) => void;
}

/** Everything of the source's working tree that belongs into a copy, submodules included. */
export async function listSourceFiles(
  tools: SourceTools,
  open: OpenSource,
  include: readonly string[],
  signal?: AbortSignal,
): Promise<WorkingFiles> {
  const workTree = open.source.path;
  const rules = {
    excludesFile: open.config.excludesFile,
    include: include.filter((pattern) => pattern !== ''),
  };
  try {
    const files = await listWorkingFiles(tools.git, { ...open.shadow.place, workTree }, rules, signal);
    await addSubmoduleFiles(tools, workTree, files, rules, signal);
    return files;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    throw repoUnreadable({ repo: open.source.id, reason: (error as Error).message }, { cause: error });
  }
}

/** Copies the files. One that is saved meanwhile may end up as a mix of two states: see `changedSince`. */
export async function copyWorkingTree(
  tools: SourceTools,
  open: OpenSource,
  files: WorkingFiles,
  target: CopyTarget,
  signal?: AbortSignal,
): Promise<void> {
  const { leftOut, paths } = files;
  const { onProgress } = target;
  if (leftOut === undefined) {
    await copy(tools, open, target, { choice: { only: paths }, onProgress, signal });
    return;
  }
  // Walking the folder is much faster for rsync than a list of fifty thousand files.
  const shares = copyShares(paths);
  if (shares === undefined || !(await areWritable(open.source.path, shares))) {
    await copy(tools, open, target, { choice: { allBut: leftOut }, onProgress, signal });
    return;
  }
  const done = [0, 0];
  await together(
    shares.leave.map((others, index) => async (both: AbortSignal) => {
      const report = (bytes: number): void => {
        done[index] = bytes;
        onProgress(done.reduce((sum, part) => sum + part, 0));
      };
      const choice = { allBut: [...leftOut, ...others] };
      return copy(tools, open, target, { choice, onProgress: report, signal: both });
    }),
    signal,
  );
}

/** The copy that is done first makes a folder as it is in the source; the other must still be able to write there. */
async function areWritable(workTree: string, { shared }: CopyShares): Promise<boolean> {
  const modes = await Promise.all(
    shared.map(
      async (folder) =>
        (await lstat(Buffer.concat([Buffer.from(`${workTree}/`), rawPathBytes(folder)]))).mode,
    ),
  );
  return modes.every((mode) => (mode & ownerMayWrite) !== 0);
}

/** Copies files again that were saved while they were copied. */
export async function copyOnceMore(
  tools: SourceTools,
  open: OpenSource,
  changed: readonly RawPath[],
  target: CopyTarget,
  signal?: AbortSignal,
): Promise<void> {
  await copy(tools, open, target, { choice: { only: changed }, again: true, signal });
}

async function copy(
  tools: SourceTools,
  open: OpenSource,
  { folder, owner, logFile }: CopyTarget,
  what: Pick<CopyFilesInput, 'choice' | 'again' | 'onProgress' | 'signal'>,
): Promise<void> {
  try {
    await copyFiles({ from: open.source.path, to: folder, owner, logFile, env: tools.env, ...what });
  } catch (error) {
    if (!rsyncFailed.is(error) || error.facts.exit_code !== exitPartial) throw error;
    const reason = error.facts.stderr.split('\n').slice(0, 3).join('; ');
    throw repoUnreadable({ repo: open.source.id, reason }, { cause: error });
  }
}

/** Gives the copy the source's index, whose times and sizes the copied files share. */
export async function adoptIndex(open: OpenSource, { gitDir }: GitPlace): Promise<void> {
  await copyIndex(open.shadow.gitDir, gitDir);
}

/** Writes the files of a filter driver, and those that are no files, as they are stored. */
export async function writeStored(
  tools: SourceTools,
  place: GitPlace & { workTree: string },
  { filtered, special }: WorkingFiles,
  signal?: AbortSignal,
): Promise<void> {
  const stored = [...filtered.map(({ path }) => path), ...special];
  if (stored.length === 0) return;
  await tools.git(['checkout-index', '--force', '--index', '-z', '--stdin'], {
    place: { ...place, indexFile: join(place.gitDir, 'index') },
    stdin: rawPathBytes(stored.map((path) => `${path}\0`).join('')),
    signal,
  });
}
