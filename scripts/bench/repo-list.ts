import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSampleRepo, startProduct } from 'hero-claude-testkit';
import type { Benchmark, Row } from './benchmark.ts';
import { runProgram, secondsOf, settleDisk } from './run-program.ts';

const repoCount = 1000;
/** Who keeps a thousand repositories sorts them into folders. */
const reposPerGroup = 100;

async function makeRepos(codeRoot: string): Promise<void> {
  const model = join(codeRoot, 'group-0', 'repo-0');
  await createSampleRepo(model);
  for (let index = 1; index < repoCount; index++) {
    const group = join(codeRoot, `group-${Math.floor(index / reposPerGroup)}`);
    await runProgram('mkdir', ['-p', group]);
    await runProgram('cp', ['-a', model, join(group, `repo-${index}`)]);
  }
}

/** Makes the system forget every file and folder it has read. Only root may; false for everybody else. */
async function dropCaches(dir: string): Promise<boolean> {
  await settleDisk(dir);
  return writeFile('/proc/sys/vm/drop_caches', '3').then(
    () => true,
    () => false,
  );
}

/** The server keeps no list of its own, so each call reads the folders anew. */
export const repoList: Benchmark = {
  name: 'repos',
  about: `repo.list of ${repoCount} repositories, with nothing of them in memory where root runs this`,
  async run({ rounds, say, signal }) {
    await using product = await startProduct({ from: 'dist', parts: ['server'] });
    const { codeRoot } = product.home;
    say(`making ${repoCount} repositories`);
    await makeRepos(codeRoot);
    const seconds: number[] = [];
    let cold = true;
    for (let round = 1; round <= rounds; round++) {
      signal.throwIfAborted();
      cold = await dropCaches(codeRoot);
      seconds.push(await secondsOf(async () => product.rpc('repo.list')));
      say(`round ${round}: ${seconds.at(-1)?.toFixed(2)} s`);
    }
    const name = `repo.list of ${repoCount} repositories, ${cold ? 'cold' : 'warm'}`;
    const row: Row = { name, unit: 's', ours: seconds, bare: [], goal: { atMost: 0.5 } };
    return [row];
  },
};
