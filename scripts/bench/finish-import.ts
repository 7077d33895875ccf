import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSampleRepo } from 'hero-claude-testkit';
// The step alone: a whole finish also waits for a container, which the bare tool does not.
import { importBundle } from '../../packages/hero-claude-server/src/adapters/git/import/import-bundle.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { runProgram, secondsOf, settleDisk } from './run-program.ts';

const fileCount = 20_000;

/** Both sides begin with the same vault and end with the same commit in it. */
export const finishImport: Benchmark = {
  name: 'import',
  about: `finish's import of a bundle of ${fileCount} new files against git fetch of the same bundle`,
  async run({ rounds, say, signal }) {
    const dir = await mkdtemp(join(tmpdir(), 'hero-bench-import-'));
    const git = (...args: string[]) => runProgram('git', args);
    try {
      const repo = join(dir, 'repo');
      await createSampleRepo(repo);
      const base = await git('-C', repo, 'rev-parse', 'HEAD');
      const pristine = join(dir, 'vault.git');
      await git('clone', '--quiet', '--bare', repo, pristine);
      say(`making a commit of ${fileCount} files`);
      const work = join(dir, 'work');
      await createSampleRepo(work, { big: fileCount });
      await git('-C', work, 'fetch', '--quiet', repo, `${base}:refs/heads/base`);
      const bundle = join(dir, 'work.bundle');
      const tree = await git('-C', work, 'rev-parse', 'HEAD^{tree}');
      const tip = await git('-C', work, 'commit-tree', tree, '-p', base, '-m', 'Work');
      await git('-C', work, 'update-ref', 'refs/heads/work', tip);
      await git('-C', work, 'bundle', 'create', '--quiet', bundle, 'refs/heads/work', `^${base}`);

      const row: Row = {
        name: "finish's import of a bundle",
        unit: 's',
        ours: [],
        bare: [],
        goal: { ratioAtMost: 1.5 },
      };
      const sides = {
        ours: async (vault: string) => {
          await using file = await open(bundle);
          await importBundle({
            vault: { dir: vault, repo: 'repo' },
            bundle: file,
            ref: 'refs/hero/head',
            base,
          });
        },
        bare: async (vault: string) => {
          await git('-C', vault, 'fetch', '--quiet', bundle, 'refs/heads/work:refs/heads/hero');
        },
      };
      const measure = async (side: 'ours' | 'bare', round: number): Promise<void> => {
        const vault = join(dir, `${side}-${round}.git`);
        await runProgram('cp', ['-a', pristine, vault]);
        await settleDisk(dir);
        row[side].push(await secondsOf(() => sides[side](vault)));
      };
      for (let round = 1; round <= rounds; round++) {
        signal.throwIfAborted();
        const order = round % 2 === 1 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const);
        for (const side of order) await measure(side, round);
        say(
          `round ${round}: import ${row.ours.at(-1)?.toFixed(2)} s, git fetch ${row.bare.at(-1)?.toFixed(2)} s`,
        );
      }
      return [row];
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  },
};
