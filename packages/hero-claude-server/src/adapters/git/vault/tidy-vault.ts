import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Vault, vaultGit } from './vault-git.ts';

/** More make every read slower. */
const defaultMaxPacks = 24;

/**
 * Joins the small packs of a vault once there are many: each look at a working agent leaves one. Large packs
 * stay as they are. Nothing may be on its way into the vault.
 */
export async function tidyVault(
  vault: Vault,
  signal?: AbortSignal,
  maxPacks = defaultMaxPacks,
): Promise<void> {
  const packs = (await readdir(join(vault.dir, 'objects', 'pack'))).filter((name) => name.endsWith('.pack'));
  if (packs.length <= maxPacks) return;
  const config = ['-c', 'repack.writeBitmaps=false', '-c', 'pack.threads=1'];
  await vaultGit(vault, [...config, 'repack', '-q', '-d', '--geometric=2'], {
    step: 'tidying the vault',
    signal,
  });
}
