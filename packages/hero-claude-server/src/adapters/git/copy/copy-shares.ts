import type { RawPath } from '../../../domain/session/raw-path.ts';

/** Below this a second process costs more than it saves. */
const fewestFiles = 4_000;
const smallestShare = 0.2;
const mostRules = 1_000;

export interface CopyShares {
  /** What each of two copies leaves to the other; folders end in a slash. */
  leave: readonly [RawPath[], RawPath[]];
  /** The folders both write in; '' is the top. */
  shared: RawPath[];
}

/**
 * Divides the files of a tree between two copies that walk it side by side: each brings whole folders, the
 * first also the files of the folders they share. Undefined where that does not help.
 * @param paths most of them in git's order, so that the one in the middle has half of them behind it
 */
export function copyShares(paths: readonly RawPath[]): CopyShares | undefined {
  if (paths.length < fewestFiles) return undefined;
  const middlePath = paths[paths.length >> 1] ?? '';
  const middle = middlePath.slice(0, middlePath.lastIndexOf('/') + 1);
  const toSecond = new Set<RawPath>();
  const toFirst = new Set<RawPath>();
  let files = 0;
  for (const path of paths) {
    const unit = unitOf(path, middle);
    const isBehind = unit.endsWith('/') && unit > middle;
    (isBehind ? toSecond : toFirst).add(unit);
    if (isBehind) files++;
  }
  const share = files / paths.length;
  if (share < smallestShare || share > 1 - smallestShare) return undefined;
  if (toFirst.size + toSecond.size > mostRules) return undefined;
  return { leave: [[...toSecond], [...toFirst]], shared: foldersAbove(middle) };
}

/** The folder the path is in, just below those it shares with `middle`; the path itself if it is in one of them. */
function unitOf(path: RawPath, middle: RawPath): RawPath {
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    const folder = path.slice(0, slash + 1);
    if (folder.length >= middle.length || !middle.startsWith(folder)) return folder;
  }
  return path;
}

function foldersAbove(folder: RawPath): RawPath[] {
  const names = folder.split('/').slice(0, -2);
  return ['', ...names.map((_, index) => names.slice(0, index + 1).join('/'))];
}
