import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceRepo } from '../../../domain/repo/source-repo.ts';
import { KeyedLock } from '../../../lib/keyed-lock.ts';
import type { Shadow } from '../copy/shadow-repo.ts';
import type { Git, GitPlace } from '../git-command.ts';

const maxPacks = 20;

/**
 * Packs of ours per source, holding exactly what its branches, tags and remote-tracking refs reach. A second
 * session of the same repository only packs what is new. When something stopped being reachable (a branch was
 * deleted or rewritten) everything is packed again: a session never sees what its source would not show.
 */
export class VaultCache {
  readonly #dir: string;
  readonly #git: Git;
  readonly #locks = new KeyedLock();

  constructor(dir: string, git: Git) {
    this.#dir = dir;
    this.#git = git;
  }

  /** Brings the source's packs up to date and hands over the folder they are in while nobody changes it. */
  async use<T>(
    source: SourceRepo,
    shadow: Shadow,
    tips: readonly string[],
    take: (packDir: string) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const key = createHash('sha256').update(source.commonDir).digest('hex').slice(0, 24);
    return this.#locks.queue(key, async () => {
      const entry = join(this.#dir, key);
      await this.#refresh(entry, shadow, [...new Set(tips)].sort(), signal);
      return take(join(entry, 'objects/pack'));
    });
  }

  async #refresh(
    entry: string,
    shadow: Shadow,
    tips: readonly string[],
    signal?: AbortSignal,
  ): Promise<void> {
    const record = join(entry, 'tips');
    const packDir = join(entry, 'objects/pack');
    await mkdir(packDir, { recursive: true, mode: 0o700 });
    const shallow = await readFile(join(shadow.gitDir, 'shallow'), 'utf8').catch(() => '');
    const wanted = `${tips.join('\n')}\n\n${shallow}`;
    const had = await readFile(record, 'utf8').catch(() => '');
    if (had === wanted) {
      const now = new Date();
      await utimes(record, now, now);
      return;
    }
    const [oldTips = '', oldShallow = ''] = had.split('\n\n');
    const old = oldTips.split('\n').filter((tip) => tip !== '');
    const grows =
      had !== '' &&
      oldShallow === shallow &&
      (await readdir(packDir)).length / 2 < maxPacks &&
      (await this.#allReachable(entry, shadow, old, tips, signal));
    // Without the record a crash in the middle means starting over, not packs of unknown content.
    await rm(record, { force: true });
    if (!grows) {
      await rm(packDir, { recursive: true, force: true });
      await mkdir(packDir, { recursive: true, mode: 0o700 });
    }
    await packObjects(this.#git, shadow.place, { want: tips, have: grows ? old : [], packDir }, signal);
    await writeFile(`${record}.new`, wanted);
    await rename(`${record}.new`, record);
  }

  /** True when everything the old tips reach is reached by the new ones too. */
  async #allReachable(
    entry: string,
    shadow: Shadow,
    old: readonly string[],
    tips: readonly string[],
    signal?: AbortSignal,
  ): Promise<boolean> {
    const current = new Set(tips);
    const gone = old.filter((tip) => !current.has(tip));
    if (gone.length === 0) return true;
    const { stdout } = await this.#git(['rev-list', '--objects', '--max-count=1', '--stdin'], {
      place: { ...shadow.place, alternates: [join(entry, 'objects')] },
      stdin: `${[...gone, ...tips.map((tip) => `^${tip}`)].join('\n')}\n`,
      signal,
    });
    return stdout.length === 0;
  }
}

/** Packs what `want` reaches and `have` does not. Nothing is written when that is nothing. */
export async function packObjects(
  git: Git,
  place: GitPlace,
  range: { want: readonly string[]; have: readonly string[]; packDir: string },
  signal?: AbortSignal,
): Promise<void> {
  // Objects that lie unpacked in the source are stored as they are: looking for deltas takes minutes.
  await git(
    [
      'pack-objects',
      '--revs',
      '--delta-base-offset',
      '--window=0',
      '--quiet',
      '--non-empty',
      join(range.packDir, 'pack'),
    ],
    {
      place,
      stdin: `${[...range.want, '--not', ...range.have].join('\n')}\n`,
      signal,
    },
  );
}
