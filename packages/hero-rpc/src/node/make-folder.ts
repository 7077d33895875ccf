import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it, and says whether it was missing. Node's own recursive `mkdir` tries for ever
 * where a file system answers ENOENT to a new folder, as `/proc` does.
 */
export function makeFolder(folder: string, mode = 0o777): boolean {
  try {
    return makeOne(folder, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(folder) === folder) throw error;
  }
  makeFolder(dirname(folder), mode);
  return makeOne(folder, mode);
}

function makeOne(folder: string, mode: number): boolean {
  try {
    mkdirSync(folder, { mode });
    return true;
  } catch (error) {
    const isThere =
      (error as NodeJS.ErrnoException).code !== 'ENOENT' &&
      statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
    if (isThere) return false;
    throw error;
  }
}
