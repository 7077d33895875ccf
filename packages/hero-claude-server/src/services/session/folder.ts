import { chown, mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { removeTree } from '../../adapters/file-tree.ts';
import { type SessionFolder, sessionFolder, trashFolder } from '../../domain/session-folder.ts';

export interface Owner {
  uid: number;
  gid: number;
}

/** Who owns what an agent may write: the unprivileged user of the image under root, else ourselves. */
export function containerOwner(): Owner {
  const uid = process.getuid?.() ?? 1000;
  return uid === 0 ? { uid: 1000, gid: 1000 } : { uid, gid: process.getgid?.() ?? uid };
}

export async function makeFolder(buildDir: string, sessionId: string, owner: Owner): Promise<SessionFolder> {
  const folder = sessionFolder(buildDir, sessionId);
  await mkdir(buildDir, { recursive: true });
  await mkdir(folder.root, { mode: 0o700 });
  for (const dir of [folder.cfg, folder.vaults, folder.state, folder.logs]) await mkdir(dir);
  for (const dir of [folder.code, folder.claude, folder.home]) {
    await mkdir(dir);
    if (process.getuid?.() === 0) await chown(dir, owner.uid, owner.gid);
  }
  await (await open(folder.rsyncLog, 'a', 0o600)).close();
  return folder;
}

export async function removeFolder(buildDir: string, sessionId: string): Promise<void> {
  await removeTree(sessionFolder(buildDir, sessionId).root);
}

export async function moveToTrash(buildDir: string, sessionId: string): Promise<void> {
  const to = trashFolder(buildDir, sessionId).root;
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await renameUnlessDone(sessionFolder(buildDir, sessionId).root, to);
}

export async function moveFromTrash(buildDir: string, sessionId: string): Promise<void> {
  await renameUnlessDone(trashFolder(buildDir, sessionId).root, sessionFolder(buildDir, sessionId).root);
}

/** Repeating a rename that a crash left done is success. */
async function renameUnlessDone(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!gone || !(await exists(to))) throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await (await open(path, 'r')).close();
    return true;
  } catch {
    return false;
  }
}
