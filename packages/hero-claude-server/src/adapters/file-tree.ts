import { chmod, lchown, lstat, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileOwner } from '../domain/source-repo.ts';
import { runProcess } from '../lib/process.ts';

/** Removes a folder of ours, also when it holds folders copied without the right to write in them. */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'ENOTEMPTY') throw error;
    await openFolders(path);
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** What is gone meanwhile is fine: the first attempt may still be removing. */
async function openFolders(path: string): Promise<void> {
  try {
    await chmod(path, 0o700);
    for (const entry of await readdir(path, { withFileTypes: true })) {
      if (entry.isDirectory()) await openFolders(join(path, entry.name));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Makes a folder and all in it the owner's; links themselves, not what they point at. */
export async function giveTo(
  owner: FileOwner | undefined,
  path: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  if (!owner) return;
  const result = await runProcess('chown', ['-R', '-h', `${owner.uid}:${owner.gid}`, '--', path], {
    env: { PATH: env['PATH'], LC_ALL: 'C' },
  });
  if (result.exitCode !== 0) throw new Error(`chown of ${path} failed: ${result.stderr.trim()}`);
}

export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Makes the folders between `root` and `path`, `path` included, the owner's. */
export async function giveFolders(owner: FileOwner | undefined, root: string, path: string): Promise<void> {
  if (!owner) return;
  for (let folder = path; folder !== root && folder.startsWith(root); folder = dirname(folder)) {
    await lchown(folder, owner.uid, owner.gid);
  }
}
