import { lchown, lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileOwner } from '../domain/repo/source-repo.ts';
import { runProcess } from '../lib/process.ts';

/**
 * Removes a folder of ours, whatever was put in it: folders nobody may enter, and so many inside each other that
 * no path can name the last. Nothing there is fine.
 */
export async function removeTree(path: string): Promise<void> {
  const env = { PATH: process.env['PATH'], LC_ALL: 'C' };
  const remove = async () => runProcess('rm', ['-rf', '--', path], { env });
  if ((await remove()).exitCode === 0) return;
  await runProcess('chmod', ['-R', 'u+rwX', '--', path], { env });
  const { exitCode, stderr } = await remove();
  if (exitCode !== 0) throw new Error(`${path} cannot be removed: ${stderr.trim().slice(-500)}`);
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
