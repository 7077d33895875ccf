import { constants } from 'node:fs';
import { copyFile, cp, link, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from '../git-command.ts';
import { renderGitConfig } from '../git-config-text.ts';
import type { SourceConfig } from '../source/source-config.ts';
import { type Head, type Ref, renderPackedRefs } from '../source/source-refs.ts';

/** Lays out an empty bare repository that names no program, hook or remote. */
export async function layOutVault(vault: string, config: SourceConfig, head: Head): Promise<void> {
  await Promise.all(
    ['refs', 'objects/info', 'objects/pack', 'info'].map(async (dir) =>
      mkdir(join(vault, dir), { recursive: true, mode: 0o700 }),
    ),
  );
  await writeFile(
    join(vault, 'config'),
    renderGitConfig([
      ...config.format,
      ['core.bare', 'true'],
      ['gc.auto', '0'],
      ['core.logAllRefUpdates', 'false'],
    ]),
  );
  await writeFile(join(vault, 'HEAD'), head.ref === null ? `${head.commit ?? ''}\n` : `ref: ${head.ref}\n`);
}

export async function writeVaultRefs(vault: string, refs: readonly Ref[]): Promise<void> {
  await writeFile(join(vault, 'packed-refs'), renderPackedRefs(refs));
  await writeSymbolicRefs(vault, refs);
}

/** Puts the source's refs as they are now in place of those before; ours stay. */
export async function replaceSourceRefs(
  git: Git,
  vault: string,
  refs: readonly Ref[],
  signal?: AbortSignal,
): Promise<void> {
  const args = ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/hero'];
  const { stdout } = await git(args, { place: { gitDir: vault }, signal });
  const ours = stdout
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ object: line.slice(0, line.indexOf(' ')), name: line.slice(line.indexOf(' ') + 1) }));
  await writeFile(join(vault, 'packed-refs.new'), renderPackedRefs([...refs, ...ours]));
  await rename(join(vault, 'packed-refs.new'), join(vault, 'packed-refs'));
  await writeSymbolicRefs(vault, refs);
}

/** Sets one of our refs, or removes it. */
export async function setVaultRef(
  git: Git,
  vault: string,
  ref: string,
  commit: string | undefined,
  signal?: AbortSignal,
): Promise<void> {
  const args = commit === undefined ? ['update-ref', '-d', ref] : ['update-ref', ref, commit];
  await git(args, { place: { gitDir: vault }, signal });
}

/** `refs/remotes/origin/HEAD` and its like, which have no place in packed-refs. */
export async function writeSymbolicRefs(gitDir: string, refs: readonly Ref[]): Promise<void> {
  for (const { name, target } of refs) {
    if (target === undefined || !name.startsWith('refs/remotes/')) continue;
    const file = join(gitDir, name);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, `ref: ${target}\n`);
  }
}

/** Gives the vault the cache's packs. Both are ours and packs never change, so one inode serves both. */
export async function linkPacks(packDir: string, vault: string): Promise<void> {
  for (const name of await packFiles(packDir)) {
    const to = join(vault, 'objects/pack', name);
    await link(join(packDir, name), to).catch(async (error: unknown) => {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EEXIST') return;
      if (code !== 'EXDEV' && code !== 'EPERM' && code !== 'EMLINK') throw error;
      await copyFile(join(packDir, name), to, constants.COPYFILE_FICLONE);
    });
  }
}

/** Copies packs into a folder an agent will own: never links, or it could write into the vault. */
export async function copyPacks(packDir: string, to: string, signal?: AbortSignal): Promise<void> {
  await mkdir(to, { recursive: true });
  const present = new Set(await readdir(to));
  for (const name of await packFiles(packDir)) {
    signal?.throwIfAborted();
    if (!present.has(name))
      await cp(join(packDir, name), join(to, name), { mode: constants.COPYFILE_FICLONE });
  }
}

/** Packs before their indexes: one that is found must be readable. */
async function packFiles(packDir: string): Promise<string[]> {
  const names = (await readdir(packDir)).filter((name) => /^pack-[0-9a-f]+\.(pack|rev|idx)$/.test(name));
  const rank = (name: string): number => (name.endsWith('.idx') ? 1 : 0);
  return names.sort((a, b) => rank(a) - rank(b));
}
