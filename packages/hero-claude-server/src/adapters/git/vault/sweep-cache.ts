import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree } from '../../file-tree.ts';

const shadowMaxAgeMs = 24 * 60 * 60 * 1000;
const packsMaxAgeMs = 30 * 24 * 60 * 60 * 1000;

/**
 * Removes what a killed server left of its throw-away git folders, and the packs of sources that no session was
 * made from for a month. Sessions have links of their own and lose nothing.
 */
export async function sweepCache(dirs: { shadows: string; packs: string }, nowMs: number): Promise<void> {
  for (const name of await names(dirs.shadows)) {
    const shadow = join(dirs.shadows, name);
    if ((await ageMs(shadow, nowMs)) > shadowMaxAgeMs) await removeTree(shadow);
  }
  for (const name of await names(dirs.packs)) {
    const entry = join(dirs.packs, name);
    if ((await ageMs(join(entry, 'tips'), nowMs)) > packsMaxAgeMs)
      await rm(entry, { recursive: true, force: true });
  }
}

async function names(dir: string): Promise<string[]> {
  return readdir(dir).catch(() => []);
}

/** What is gone is not old. */
async function ageMs(path: string, nowMs: number): Promise<number> {
  return stat(path).then(
    (stats) => nowMs - stats.mtimeMs,
    () => 0,
  );
}
