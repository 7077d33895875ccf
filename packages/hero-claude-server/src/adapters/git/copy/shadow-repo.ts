import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { SourceRepo } from '../../../domain/repo/source-repo.ts';
import { openRegularFile } from '../../../lib/open-regular-file.ts';
import { type GitPlace, quotedAlternate } from '../git-command.ts';
import { renderGitConfig } from '../git-config-text.ts';
import type { SourceConfig } from '../source/source-config.ts';
import { type Head, type Ref, renderPackedRefs } from '../source/source-refs.ts';
import { writeSymbolicRefs } from '../vault/vault.ts';

/**
 * A throw-away git folder of ours that stands in for a source's own: its objects through alternates, a copy of
 * its index, refs and ignore rules, and a configuration that names no program. Git works on the user's files
 * through it without ever loading the user's repository, and without a place to write in it.
 */
export interface Shadow extends AsyncDisposable {
  gitDir: string;
  /** The source's working tree seen through the shadow; a bare source has none. */
  place: GitPlace;
  sourceObjects: string;
}

export async function openShadow(
  parent: string,
  source: SourceRepo,
  config: SourceConfig,
  history: { refs: readonly Ref[]; head: Head },
): Promise<Shadow> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const gitDir = await mkdtemp(join(parent, 'shadow-'));
  const dispose = async (): Promise<void> => rm(gitDir, { recursive: true, force: true });
  try {
    await Promise.all(
      ['refs', 'objects/info', 'objects/pack', 'info'].map(async (dir) =>
        mkdir(join(gitDir, dir), { recursive: true }),
      ),
    );
    const sourceObjects = join(source.commonDir, 'objects');
    const { head } = history;
    await Promise.all([
      writeFile(join(gitDir, 'HEAD'), head.ref === null ? `${head.commit ?? ''}\n` : `ref: ${head.ref}\n`),
      writeFile(join(gitDir, 'packed-refs'), renderPackedRefs(history.refs)),
      writeFile(join(gitDir, 'objects/info/alternates'), `${quotedAlternate(sourceObjects)}\n`),
      writeFile(
        join(gitDir, 'config'),
        renderGitConfig([...config.format, ['core.bare', String(source.bare)], ...config.conversion]),
      ),
      writeSymbolicRefs(gitDir, history.refs),
      copyWorkRules(source, gitDir),
      copyIndex(source.gitDir, gitDir),
    ]);
    const place: GitPlace = source.bare ? { gitDir } : { gitDir, workTree: source.path };
    return { gitDir, place, sourceObjects, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** What decides about files without being one of them. */
export async function copyWorkRules(source: SourceRepo, gitDir: string): Promise<void> {
  await mkdir(join(gitDir, 'info'), { recursive: true });
  await Promise.all([
    copyIfPresent(join(source.commonDir, 'info/exclude'), join(gitDir, 'info/exclude')),
    copyIfPresent(join(source.commonDir, 'info/attributes'), join(gitDir, 'info/attributes')),
    copyIfPresent(join(source.gitDir, 'info/sparse-checkout'), join(gitDir, 'info/sparse-checkout')),
    copyIfPresent(join(source.commonDir, 'shallow'), join(gitDir, 'shallow')),
  ]);
}

/**
 * Copies an index with the time it was written at: a file changed in that very second is told from an
 * unchanged one by it. Rounded down, so that in doubt git compares contents.
 */
export async function copyIndex(fromGitDir: string, toGitDir: string): Promise<void> {
  const shared = (await readdir(fromGitDir)).filter((name) => name.startsWith('sharedindex.'));
  await Promise.all(
    ['index', ...shared].map(async (name) => {
      const from = join(fromGitDir, name);
      const to = join(toGitDir, name);
      if (!(await copyIfPresent(from, to))) return;
      const seconds = Math.floor((await stat(from)).mtimeMs / 1000);
      await utimes(to, seconds, seconds);
    }),
  );
}

/** A link is left alone: its target could be any file of the host, and what is copied here a session may read. */
async function copyIfPresent(from: string, to: string): Promise<boolean> {
  await using source = await openRegularFile(from);
  if (!source) return false;
  await pipeline(source.createReadStream({ autoClose: false }), createWriteStream(to));
  return true;
}
