import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createBareRemote,
  createSampleRepo,
  diffTrees,
  git,
  poisonRepos,
  readTree,
} from 'hero-claude-testkit';
import { RpcError } from 'hero-rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exists } from '../../src/adapters/file-tree.ts';
import { type Airlock, type AirlockRepo, createAirlock } from '../../src/adapters/git/delivery/airlock.ts';
import type { ContainerExec } from '../../src/domain/container/container-exec.ts';
import { containerRepoDir } from '../../src/domain/session/session-folder.ts';
import { Installation, log, user } from '../docker/docker-fixture.ts';
import { openSourceFixture, type Prepared, person, type SourceFixture } from '../support/source-fixture.ts';

const sessionId = '0a1b2c3d';
const commit = { message: 'Finish the work', identity: person };
/** These make the copy unreadable or their work undeliverable, and that is said; all others are delivered. */
const refused = [
  'alternates',
  'clean-filter',
  'dot-git-tree',
  'filter-process',
  'smudge-filter',
  'special-files',
  'worktree-elsewhere',
];
const poisons = poisonRepos.filter((poison) => poison.place === 'repo');

let home: Installation;
let fixture: SourceFixture;
let airlock: Airlock;
let exec: ContainerExec;

/** One container over the copies of all repositories, as a session with many repositories has it. */
beforeAll(async () => {
  home = await Installation.open();
  fixture = await openSourceFixture(process.getuid?.() === 0 ? { owner: user } : {});
  const folder = await fixture.folder(sessionId);
  await chown(folder.code, user.uid, user.gid);
  const { spec } = await home.running();
  const { id } = await home.running(['sleep', 'infinity'], { mounts: { ...spec.mounts, code: folder.code } });
  exec = home.engine.execIn(id);
  const quarantineDir = join(fixture.home.dir, 'quarantine');
  await mkdir(quarantineDir);
  airlock = createAirlock({
    quarantineDir,
    buildDir: fixture.home.buildDir,
    codeRoot: fixture.home.codeRoot,
    userEnv: fixture.home.env,
    log,
  });
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
  await fixture[Symbol.asyncDispose]();
});

function sidesOf(id: string, { repo, vault }: Prepared): AirlockRepo {
  return {
    sessionId,
    copy: { exec, repoDir: containerRepoDir(id), repo: id },
    vault: { dir: vault, repo: id },
    snapshot: repo.snapshot.commit,
  };
}

/** As the agent: a script in the copy. */
async function asAgent(id: string, script: string): Promise<void> {
  const env = { GIT_AUTHOR_NAME: 'Agent', GIT_AUTHOR_EMAIL: 'a@example.org', GIT_COMMITTER_NAME: 'Agent' };
  const result = await exec(['bash', '-ec', script], {
    cwd: containerRepoDir(id),
    env: { ...env, GIT_COMMITTER_EMAIL: 'a@example.org' },
  });
  if (result.exitCode !== 0) throw new Error(`${script}: ${result.stderr}`);
}

describe('the work of an agent', () => {
  it('is looked at, brought out of its container and pushed', async () => {
    await createSampleRepo(join(fixture.home.codeRoot, 'shop'));
    const prepared = await fixture.prepare('shop', { sessionId });
    const sides = sidesOf('shop', prepared);
    await asAgent('shop', 'echo work > work.txt; git add -A; git commit -qm Work; echo more > more.txt');

    const seen = await airlock.bringLook(sides, {});
    expect(seen.uncommitted).toEqual({ tracked: 0, untracked: 1, unmerged: 0 });
    const range = { from: sides.snapshot, to: seen.worktree };
    expect((await airlock.diff(sides.vault, range)).files.map((file) => file.path)).toEqual([
      'more.txt',
      'work.txt',
    ]);
    expect(await prepared.inCopy('status', '--porcelain')).toBe('?? more.txt');
    expect(await airlock.survey(sides, {})).toMatchObject({ uncommittedFiles: 1, commits: 1, refs: [] });

    const work = await airlock.bringWork(sides, { commit });
    expect(work).toMatchObject({ branch: prepared.repo.branch, imported: { commits: 2 }, undelivered: [] });
    const remote = await createBareRemote(join(fixture.home.dir, 'remote.git'));
    const target = { vault: sides.vault, commit: work.imported?.commit ?? '', branch: prepared.repo.branch };
    await airlock.push({ ...target, remote: remote.dir });
    expect(await git(remote.dir, ['log', '--format=%an %s', '-2', prepared.repo.branch])).toBe(
      'Test Person Finish the work\nAgent Work',
    );
  });

  it("goes out without the user's uncommitted changes", async () => {
    await createSampleRepo(join(fixture.home.codeRoot, 'draft'), { uncommitted: true });
    const prepared = await fixture.prepare('draft', { sessionId });
    const sides = sidesOf('draft', prepared);
    await asAgent('draft', 'echo work > work.txt; git add -A; git commit -qm Work');
    const leaveOut = prepared.repo.base.commit;
    const { imported } = await airlock.bringWork(sides, { commit, leaveOut });
    expect(await prepared.inVault('diff', '--name-only', leaveOut, imported?.commit ?? '')).toBe('work.txt');
  });

  it('is not waited for when it is too large', async () => {
    await createSampleRepo(join(fixture.home.codeRoot, 'large'));
    const sides = sidesOf('large', await fixture.prepare('large', { sessionId }));
    await asAgent('large', 'head -c 20000000 /dev/urandom > noise; git add -A; git commit -qm Noise');
    const small = createAirlock({
      quarantineDir: fixture.home.dir,
      buildDir: null,
      codeRoot: null,
      userEnv: fixture.home.env,
      log,
      limits: { bundleBytes: 1_000_000 },
    });
    await expect(small.bringWork(sides, { commit })).rejects.toMatchObject({ kind: 'delivery.too_large' });
    expect((await exec(['pgrep', 'git'])).stdout).toBe('');
  });
});

describe('a hostile session copy', () => {
  it.each(poisons)('$name: $about', async (poison) => {
    const canary = join(fixture.home.dir, `canary-${poison.name}`);
    const { codeRoot } = fixture.home;
    await createSampleRepo(join(codeRoot, poison.name));
    const prepared = await fixture.prepare(poison.name, { sessionId });
    const sides = sidesOf(poison.name, prepared);
    await asAgent(poison.name, 'echo work > work.txt; git add -A; git commit -qm Work; echo more > more.txt');
    await poison.apply(prepared.copy, canary);
    const before = await readTree(codeRoot, { mtimes: true });

    await refusedOrDone(airlock.survey(sides, {}));
    const seen = await refusedOrDone(airlock.bringLook(sides, {}));
    const work = await refusedOrDone(airlock.bringWork(sides, { commit }));
    expect(work?.imported === undefined, 'refused').toBe(refused.includes(poison.name));
    for (const to of [seen?.worktree, work?.imported?.commit]) {
      if (to === undefined) continue;
      await airlock.diff(sides.vault, { from: sides.snapshot, to });
      await airlock.commits(sides.vault, { from: sides.snapshot, to });
    }
    if (work?.imported) {
      const remote = await createBareRemote(join(fixture.home.dir, `${poison.name}.git`));
      const { commit: tip } = work.imported;
      await airlock.push({ vault: sides.vault, commit: tip, branch: 'hero/work', remote: remote.dir });
    }
    expect(await exists(canary)).toBe(false);
    expect(diffTrees(before, await readTree(codeRoot, { mtimes: true }))).toEqual([]);
    expect(await prepared.inVault('fsck', '--full', '--strict')).toBe('');
  });
});

/** Either it works, or it says why in an error made for people. */
async function refusedOrDone<T>(step: Promise<T>): Promise<T | undefined> {
  try {
    return await step;
  } catch (error) {
    if (!(error instanceof RpcError) || !error.kind.startsWith('delivery.')) throw error;
    return undefined;
  }
}
