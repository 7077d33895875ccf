import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { exists, removeTree } from '../../adapters/file-tree.ts';
import { folderGone, folderTaken } from '../../domain/session/session-errors.ts';
import { type SessionFolder, sessionFolder, trashFolder } from '../../domain/session/session-folder.ts';

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

const discarded = /^deleting-([0-9a-f]{8})-[0-9a-f]{8}$/;

/**
 * Takes a folder of a session out of sight with one rename, so that a crash never leaves half a session where one
 * is looked for. Returns where it lies until `removeDiscarded`, or the caller, frees the space.
 */
export async function discardFolder(buildDir: string, { root }: SessionFolder): Promise<string> {
  const suffix = randomBytes(4).toString('hex');
  const to = join(trashOf(buildDir), `deleting-${basename(root)}-${suffix}`);
  await mkdir(trashOf(buildDir), { recursive: true, mode: 0o700 });
  await rename(root, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  return to;
}

/** Deletes what was discarded; `failed` hears of what could not be. */
export async function removeDiscarded(
  buildDir: string,
  failed: (sessionId: string, error: Error) => void,
): Promise<void> {
  for (const name of await readdir(trashOf(buildDir)).catch(() => [])) {
    const sessionId = discarded.exec(name)?.[1];
    if (sessionId === undefined) continue;
    const path = join(trashOf(buildDir), name);
    await removeTree(path).catch((error: Error) => failed(sessionId, error));
  }
}

/** @throws session.folder_gone when it is not where a session that is not destroyed has it */
export async function assertFolder(buildDir: string, sessionId: string): Promise<void> {
  const { root } = sessionFolder(buildDir, sessionId);
  if (!(await exists(root))) throw folderGone({ session_id: sessionId, path: root });
}

export async function moveToTrash(buildDir: string, sessionId: string): Promise<void> {
  await mkdir(trashOf(buildDir), { recursive: true, mode: 0o700 });
  await move(sessionId, sessionFolder(buildDir, sessionId), trashFolder(buildDir, sessionId));
}

export async function moveFromTrash(buildDir: string, sessionId: string): Promise<void> {
  await move(sessionId, trashFolder(buildDir, sessionId), sessionFolder(buildDir, sessionId));
}

/**
 * Puts the folder of a session where its row says that it is: a move whose row was not written any more did not
 * happen. Returns whether it had to be moved.
 */
export async function alignFolder(buildDir: string, sessionId: string, inTrash: boolean): Promise<boolean> {
  const live = await exists(sessionFolder(buildDir, sessionId).root);
  const trashed = await exists(trashFolder(buildDir, sessionId).root);
  if (live === trashed || trashed === inTrash) return false;
  await (inTrash ? moveToTrash : moveFromTrash)(buildDir, sessionId);
  return true;
}

/** Whether nothing is at either place of a session with that id. */
export async function isFree(buildDir: string, sessionId: string): Promise<boolean> {
  const live = await exists(sessionFolder(buildDir, sessionId).root);
  return !live && !(await exists(trashFolder(buildDir, sessionId).root));
}

function trashOf(buildDir: string): string {
  return join(buildDir, '.trash');
}

/** Moving what is there already is success. */
async function move(sessionId: string, from: SessionFolder, to: SessionFolder): Promise<void> {
  try {
    await rename(from.root, to.root);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const facts = { session_id: sessionId, path: to.root };
    if (code === 'ENOTEMPTY' || code === 'EEXIST') throw folderTaken(facts, { cause: error });
    if (code !== 'ENOENT') throw error;
    if (!(await exists(to.root))) throw folderGone({ ...facts, path: from.root }, { cause: error });
  }
}
