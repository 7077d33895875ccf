import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createSampleRepo, startProduct } from 'hero-claude-testkit';
import type { Benchmark, Row } from './benchmark.ts';
import { runProgram, secondsOf, settleDisk } from './run-program.ts';

const fileCount = 50_000;
const goal = { ratioAtMost: 1.15 };

/**
 * The repository gets a new name each round, so that the server meets it for the first time again and again.
 * Nothing is deleted before the end: freeing that many blocks slows the next copy several times over.
 */
export const sessionCreate: Benchmark = {
  name: 'create',
  about: `session.create against rsync -a of the same ${fileCount} files, history included`,
  async run({ rounds, say, signal }) {
    await using product = await startProduct({ from: 'dist' });
    const { codeRoot, dir } = product.home;
    say(`making a repository of ${fileCount} files`);
    let repo = join(codeRoot, 'big');
    await createSampleRepo(repo, { big: fileCount });
    await createSampleRepo(join(codeRoot, 'small'));
    const create = async (name: string): Promise<void> => {
      await product.rpc('session.create', { repos: [name], task: 'Measure' });
    };
    await create('small');
    await mkdir(join(dir, 'bare'));

    const first: Row = { name: 'session.create, first of a repo', unit: 's', ours: [], bare: [], goal };
    const again: Row = { name: 'session.create, again', unit: 's', ours: [], bare: [], goal };
    for (let round = 1; round <= rounds; round++) {
      signal.throwIfAborted();
      const name = `big-${round}`;
      await rename(repo, join(codeRoot, name));
      repo = join(codeRoot, name);
      const timed = async (work: () => Promise<unknown>): Promise<number> => {
        await settleDisk(dir);
        return secondsOf(work);
      };
      const rsync = () => timed(() => runProgram('rsync', ['-a', `${repo}/`, `${join(dir, 'bare', name)}/`]));
      const before = round % 2 === 1 ? await rsync() : undefined;
      const cold = await timed(() => create(name));
      const warm = await timed(() => create(name));
      const bare = before ?? (await rsync());
      first.ours.push(cold);
      again.ours.push(warm);
      for (const row of [first, again]) row.bare.push(bare);
      say(
        `round ${round}: first ${cold.toFixed(2)} s, again ${warm.toFixed(2)} s, rsync ${bare.toFixed(2)} s`,
      );
    }
    return [first, again];
  },
};
