import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The generated token of this installation; made, for its owner's eyes alone, when there is none yet. */
export function readToken(file: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  createOnce(file);
  if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
  const token = readFileSync(file, 'utf8').trim();
  if (token.length < 32) throw new Error(`${file} holds no usable token; remove it, and a new one is made`);
  return token;
}

/** Of several processes that start at once all end with the same token: a link never replaces. */
function createOnce(file: string): void {
  const draft = `${file}.${process.pid}`;
  try {
    if (statSync(file, { throwIfNoEntry: false }) !== undefined) return;
    writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
