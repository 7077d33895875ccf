import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copyWorkRules } from '../copy/shadow-repo.ts';
import type { OpenSource } from '../source/open-source.ts';
import { copyPacks, layOutVault, linkPacks, writeVaultRefs } from './vault.ts';
import type { VaultCache } from './vault-cache.ts';

/**
 * Makes the vault with what the source's refs, HEAD and `base` reach, and copies the same packs into the folder
 * of the session copy.
 */
export async function makeVault(
  cache: VaultCache,
  open: OpenSource,
  input: { vault: string; base: string; copyObjects: string },
  signal?: AbortSignal,
): Promise<void> {
  const { vault, base, copyObjects } = input;
  const { source, config, refs, head, shadow } = open;
  await rm(vault, { recursive: true, force: true });
  await layOutVault(vault, config, head);
  await copyWorkRules(source, vault);
  await writeVaultRefs(vault, refs);
  const tips = [...refs.map((ref) => ref.object), ...(head.commit === null ? [] : [head.commit]), base];
  await cache.use(source, shadow, tips, async (packDir) => linkPacks(packDir, vault), signal);
  await copyPacks(join(vault, 'objects/pack'), join(copyObjects, 'pack'), signal);
}
