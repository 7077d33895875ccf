import { join } from 'node:path';
import { rsyncFailed } from '../../domain/git-errors.ts';
import { rawPathBytes } from '../../domain/raw-path.ts';
import { repoUnreadable } from '../../domain/repo-errors.ts';
import type { FileOwner } from '../../domain/source-repo.ts';
import { copyFiles } from '../rsync.ts';
import type { GitPlace } from './git-command.ts';
import type { OpenSource, SourceTools } from './open-source.ts';
import { copyIndex } from './shadow-repo.ts';
import { addSubmoduleFiles } from './submodule-files.ts';
import { changedSince, listWorkingFiles, type WorkingFiles } from './working-files.ts';

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

/** Copies the files. One that was saved while it was copied is copied again, so that no copy mixes two states. */
export async function copyWorkingTree(
  tools: SourceTools,
  open: OpenSource,
  files: WorkingFiles,
  target: CopyTarget,
  signal?: AbortSignal,
): Promise<void> {
  const from = open.source.path;
  const { folder: to, ...rest } = target;
  try {
    // Walking the folder is much faster for rsync than a list of fifty thousand files.
    const choice = files.leftOut === undefined ? { only: files.paths } : { allBut: files.leftOut };
    await copyFiles({ ...rest, from, to, choice, env: tools.env, signal });
    const changed = await changedSince(from, files, signal);
    if (changed.length > 0) {
      await copyFiles({
        from,
        to,
        choice: { only: changed },
        again: true,
        env: tools.env,
        owner: target.owner,
        logFile: target.logFile,
        signal,
      });
    }
  } catch (error) {
    if (!rsyncFailed.is(error) || error.facts.exit_code !== exitPartial) throw error;
    const reason = error.facts.stderr.split('\n').slice(0, 3).join('; ');
    throw repoUnreadable({ repo: open.source.id, reason }, { cause: error });
  }
}

/**
 * Gives the copied files the source's index, whose times and sizes they share, and writes those of a filter
 * driver as they are stored.
 */
export async function adoptIndex(
  tools: SourceTools,
  open: OpenSource,
  place: GitPlace & { workTree: string },
  files: WorkingFiles,
  signal?: AbortSignal,
): Promise<void> {
  await copyIndex(open.shadow.gitDir, place.gitDir);
  if (files.filtered.length === 0) return;
  await tools.git(['checkout-index', '--force', '--index', '-z', '--stdin'], {
    place: { ...place, indexFile: join(place.gitDir, 'index') },
    stdin: rawPathBytes(files.filtered.map((file) => `${file.path}\0`).join('')),
    signal,
  });
}
