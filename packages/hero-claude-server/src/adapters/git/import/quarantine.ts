import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { quotedAlternate } from '../git-command.ts';
import type { Vault } from '../vault/vault-git.ts';

const prefix = 'incoming-';
/** Git takes a pack for whole once its index is there. */
const moveOrder = ['.pack', '.rev', '.idx'];

/**
 * An object directory beside a vault's own. What is written there can see the vault's objects but is
 * not part of the vault until `admit`.
 */
export interface Quarantine extends AsyncDisposable {
  /** Makes git write into the quarantine and read from both. */
  env: Record<string, string>;
  /** Moves the packs into the vault. */
  admit(): Promise<void>;
}

/** One at a time per vault: what an earlier server left behind is removed first. */
export async function openQuarantine(vault: Vault): Promise<Quarantine> {
  const objects = join(vault.dir, 'objects');
  for (const name of await readdir(objects)) {
    if (name.startsWith(prefix)) await rm(join(objects, name), { recursive: true, force: true });
  }
  const dir = join(objects, `${prefix}${randomBytes(6).toString('hex')}`);
  const packs = join(dir, 'pack');
  await mkdir(packs, { recursive: true, mode: 0o700 });
  return {
    env: { GIT_OBJECT_DIRECTORY: dir, GIT_ALTERNATE_OBJECT_DIRECTORIES: quotedAlternate(objects) },
    async admit() {
      const names = await readdir(packs);
      await mkdir(join(objects, 'pack'), { recursive: true });
      for (const ending of moveOrder) {
        for (const name of names) {
          if (name.endsWith(ending)) await rename(join(packs, name), join(objects, 'pack', name));
        }
      }
    },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}
