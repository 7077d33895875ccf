import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Client, RpcCallError } from 'hero-claude-sdk';
import {
  type BareRemote,
  createSampleRepo,
  diffTrees,
  type Product,
  poisonRepos,
  readTree,
  script,
  startProduct,
  text,
} from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addRepo, clientOf } from './support/session.ts';

const task = `Say hello. ${script(text('Hello.'))}`;
const repoPoisons = poisonRepos.filter(({ place }) => place === 'repo');
/** Where a delivery leads somewhere that the hostile repository chose. */
const remotes = ['ssh-command', 'upload-pack', 'ext-remote', 'url-rewrite'].map((name) => `cloned/${name}`);
/** A session holds up to 20 repositories. */
const halves = [
  { half: 'first', poisons: repoPoisons.slice(0, 14) },
  { half: 'second', poisons: repoPoisons.slice(14) },
];

let product: Product;
let client: Client;
let remote: BareRemote;
let before: ReadonlyMap<string, string>;

beforeAll(async () => {
  product = await startProduct();
  client = clientOf(product);
  await mkdir(join(product.home.dir, 'host'));
  await writeFile(join(product.home.claudeConfigDir, 'CLAUDE.md'), 'Be kind.\n');
  // What leads away from this machine ends at once.
  const closed =
    '[http]\n\tproxy = http://127.0.0.1:9\n[core]\n\tsshCommand = ssh -o HostName=127.0.0.1 -o Port=9\n';
  await appendFile(join(product.home.dir, '.gitconfig'), closed);
  ({ remote } = await addRepo(product, 'shop'));
});

afterAll(async () => await product?.close());

/** Where a careless host leaves its traces: part of what `readHost` sees. */
const canary = () => join(product.home.dir, 'host', 'canary');
const folderOf = (sessionId: string) => join(product.home.buildDir, sessionId);
const sourceOf = (repo: string) => join(product.home.codeRoot, repo);

/** Everything of the person's: all but the sessions, what the daemons keep, and the remotes. */
async function readHost(): Promise<Map<string, string>> {
  const ignore = (path: string) => ['build', 'hero/var', 'remotes'].includes(path);
  return readTree(product.home.dir, { mtimes: true, ignore });
}

async function expectHostUntouched(): Promise<void> {
  expect(diffTrees(before, await readHost())).toEqual([]);
}

/** The answer, or the declared error that the call was refused with. Anything else is a fault. */
async function refusedOr<T>(call: Promise<T>): Promise<T | RpcCallError> {
  return call.catch((error: unknown) => {
    if (error instanceof RpcCallError && !error.kind.startsWith('rpc.')) return error;
    throw error;
  });
}

/** Delivers a session and takes it through all that comes after; gives repository → why it was not delivered. */
async function finishAndGo(sessionId: string): Promise<Record<string, string>> {
  const session = { session_id: sessionId };
  await client.session.info(session);
  const finished = await refusedOr(
    client.session.finish({ ...session, uncommitted: 'include', interrupt: true }),
  );
  await client.session.stop(session);
  await refusedOr(client.session.start(session));
  await client.session.stop(session);
  await client.session.destroy({ ...session, force: true });
  await client.session.restore(session);
  await client.session.destroy({ ...session, force: true });
  await client.trash.empty({ session_ids: [sessionId] });
  return failuresOf(finished);
}

function failuresOf(finished: unknown): Record<string, string> {
  if (!(finished instanceof RpcCallError)) return {};
  if (!finished.is('delivery.several_failed')) return { [String(finished.facts['repo'])]: finished.kind };
  return Object.fromEntries(finished.facts.failures.map(({ repo, kind }) => [repo, kind]));
}

async function expectDelivered(sessionId: string): Promise<void> {
  expect(Object.keys(await remote.branches()).some((branch) => branch.includes(sessionId))).toBe(true);
}

test.each(halves)(
  'a repository somebody hostile made is a source like any other ($half half)',
  { timeout: 300_000 },
  async ({ half, poisons }) => {
    for (const poison of poisons) {
      const dir = sourceOf(`cloned/${poison.name}`);
      await createSampleRepo(dir);
      await poison.apply(dir, canary());
    }
    before = await readHost();
    const refused: string[] = [];
    for (const { name } of poisons) {
      const details = await refusedOr(client.repo.info({ repo: `cloned/${name}` }));
      if (details instanceof RpcCallError) refused.push(`${name}: ${details.kind}`);
    }
    expect(refused).toEqual(half === 'first' ? [] : ['alternates: repo.outside_objects']);
    await expect(client.session.create({ repos: ['cloned/alternates'], task })).rejects.toMatchObject({
      kind: expect.stringMatching(/^repo\.(outside_objects|not_found)$/),
    });

    const names = poisons.map(({ name }) => name).filter((name) => name !== 'alternates');
    const repos = [...names.map((name) => `cloned/${name}`), 'shop'];
    const { session_id } = await client.session.create({ repos, task });
    for (const repo of repos) await writeFile(join(sourceOf(repo), `${half}.txt`), 'for sync\n');
    before = await readHost();
    await client.session.start({ session_id });
    await client.session.exec({
      session_id,
      cwd: '/workspace/code',
      command: `for repo in ${remotes.join(' ')} shop; do [ ! -d "$repo" ] || echo new > "$repo/new.txt"; done`,
    });
    await client.session.sync({ session_id, interrupt: true });

    expect(await finishAndGo(session_id)).toEqual(
      half === 'first'
        ? {}
        : {
            'cloned/ssh-command': 'delivery.remote_unreachable',
            'cloned/upload-pack': 'delivery.remote_refused',
            'cloned/ext-remote': 'delivery.remote_refused',
            'cloned/url-rewrite': 'delivery.remote_unreachable',
          },
    );
    await expectDelivered(session_id);
    await expectHostUntouched();
  },
);

/** Planted straight into the mounted folders, as the agent's user: what an agent writes there looks the same. */
test.each(halves)(
  'an agent can poison nothing but its own container ($half half)',
  { timeout: 300_000 },
  async ({ half, poisons }) => {
    for (const { name } of poisons) await createSampleRepo(sourceOf(`clean/${name}`));
    const repos = [...poisons.map(({ name }) => `clean/${name}`), 'shop'];
    const { session_id } = await client.session.create({ repos, task });
    await client.session.start({ session_id });
    for (const poison of poisons)
      await poison.apply(join(folderOf(session_id), 'code/clean', poison.name), canary());
    before = await readHost();
    await client.session.exec({
      session_id,
      cwd: '/workspace/code',
      command: 'for repo in clean/*/ shop/; do git -C "$repo" status; echo new > "$repo/new.txt"; done',
    });

    await Promise.all(repos.map(async (repo) => refusedOr(client.session.diff({ session_id, repo }))));

    expect(await finishAndGo(session_id)).toEqual(
      half === 'first'
        ? {
            'clean/clean-filter': 'delivery.filtered_paths',
            'clean/filter-process': 'delivery.commit_failed',
            'clean/smudge-filter': 'delivery.filtered_paths',
          }
        : {
            'clean/worktree-elsewhere': 'delivery.copy_broken',
            'clean/alternates': 'delivery.commit_failed',
          },
    );
    await expectDelivered(session_id);
    await expectHostUntouched();
  },
);

test('links planted in the folders of a session lead no host write outside', async () => {
  await createSampleRepo(sourceOf('left'));
  const { session_id } = await client.session.create({ repos: ['left', 'shop'], task });
  await client.session.start({ session_id });
  await client.session.exec({
    session_id,
    cwd: '/workspace/code',
    command: 'echo new > left/new.txt; echo new > shop/new.txt',
  });
  for (const poison of poisonRepos) {
    if (poison.place === 'session') await poison.apply(folderOf(session_id), canary());
  }
  before = await readHost();
  for (const repo of ['left', 'shop']) await refusedOr(client.session.diff({ session_id, repo }));
  const failures = await finishAndGo(session_id);
  expect(Object.values(failures)).toEqual(['delivery.copy_broken']);
  if (!('shop' in failures)) await expectDelivered(session_id);
  await expectHostUntouched();
});
