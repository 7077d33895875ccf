import { appendFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client, FinishedRepo } from 'hero-claude-sdk';
import {
  type BareRemote,
  createSampleRepo,
  git,
  hashTree,
  type Product,
  script,
  startGitHost,
  startProduct,
  text,
} from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addRepo, clientOf } from './support/session.ts';

let product: Product;
let client: Client;

beforeAll(async () => {
  product = await startProduct();
  client = clientOf(product);
});

afterAll(async () => await product?.close());

interface Work {
  sessionId: string;
  branch: string;
  /** Runs a shell line in the first repository, as the agent does. */
  sh: (line: string) => Promise<void>;
  finish: (params?: { uncommitted?: 'include' | 'leave_out' }) => Promise<FinishedRepo[]>;
  status: () => Promise<string>;
}

/** A running session over the repositories, with something done in it. */
async function work(repos: string[], line: string): Promise<Work> {
  const task = `Say hello. ${script(text('Hello.'))}`;
  const { session_id, repos: copies } = await client.session.create({ repos, task, name: 'Some work' });
  await client.session.start({ session_id });
  const sh = async (command: string): Promise<void> => {
    expect(await client.session.exec({ session_id, command })).toMatchObject({ exit_code: 0 });
  };
  await sh(line);
  return {
    sessionId: session_id,
    branch: copies[0]?.branch ?? '',
    sh,
    finish: async (params) => (await client.session.finish({ session_id, interrupt: true, ...params })).repos,
    status: async () => (await client.session.info({ session_id })).status,
  };
}

/** What `git show` lists of a delivered commit. */
async function filesOf(remote: BareRemote, branch: string): Promise<string[]> {
  return (await remote.git('diff', '--name-only', 'main', branch)).split('\n');
}

test('a deleted remote and a rejected push leave the session as it was, and finish works once mended', async () => {
  const { remote } = await addRepo(product, 'rejected');
  const { branch, finish, status } = await work(['rejected'], 'echo new > new.txt');
  await rename(remote.dir, `${remote.dir}.away`);
  await expect(finish()).rejects.toMatchObject({
    kind: 'delivery.remote_gone',
    message: expect.stringContaining(remote.dir),
  });
  await rename(`${remote.dir}.away`, remote.dir);
  expect(await status()).toBe('running');

  await remote.rejectPushes('the tree is frozen');
  await expect(finish()).rejects.toMatchObject({
    kind: 'delivery.rejected',
    message: expect.stringMatching(new RegExp(`${branch} of rejected.*the tree is frozen`)),
  });
  expect(await status()).toBe('running');

  await remote.rejectPushes(null);
  expect(await finish()).toMatchObject([{ name: 'rejected', commits: 1, pushed: true }]);
  expect(await status()).toBe('completed');
  expect(await filesOf(remote, branch)).toEqual(['new.txt']);
});

test('history that was rewritten below the start is refused and given back to the agent', async () => {
  const { remote } = await addRepo(product, 'rewritten');
  const { branch, finish, sh, status } = await work(
    ['rewritten'],
    'git checkout -q --orphan fresh && git commit -qm "all new"',
  );
  await expect(finish()).rejects.toMatchObject({ kind: 'delivery.base_rewritten' });
  expect(await status()).toBe('running');
  await sh(`git checkout -qf ${branch} && echo new > new.txt`);
  expect(await finish()).toMatchObject([{ commits: 1, pushed: true, undelivered: [{ ref: 'fresh' }] }]);
  expect(await filesOf(remote, branch)).toEqual(['new.txt']);
});

test('nothing to deliver is said as it is', async () => {
  const { remote } = await addRepo(product, 'idle');
  const { finish, status } = await work(['idle'], 'true');
  expect(await finish()).toMatchObject([
    { commits: 0, commit: null, pushed: false, pr_url: null, reason: 'there is nothing to deliver' },
  ]);
  expect(await status()).toBe('completed');
  expect(Object.keys(await remote.branches())).toEqual(['main']);
});

test("the person's uncommitted changes go out only when they say so", async () => {
  const uncommitted = ['README.md', 'docs/guide.md', 'notes/todo.md', 'src/cart.js'];
  const { remote, dir } = await addRepo(product, 'dirty', { uncommitted: true });
  const before = await hashTree(dir);
  const asked = await work(['dirty'], 'echo new > new.txt && git add new.txt && git commit -qm "Add it"');
  const refused = await asked.finish().catch((error: unknown) => error);
  expect(refused).toMatchObject({ kind: 'delivery.includes_uncommitted' });
  const { files } = (refused as { facts: { files: { repo: string; path: string }[] } }).facts;
  expect(files.map(({ path }) => path).sort()).toEqual(uncommitted);
  expect(await asked.status()).toBe('running');

  expect(await asked.finish({ uncommitted: 'leave_out' })).toMatchObject([{ commits: 1, pushed: true }]);
  expect(await filesOf(remote, asked.branch)).toEqual(['new.txt']);
  expect(await remote.git('log', '--format=%s', `main..${asked.branch}`)).toBe('Add it');

  const included = await work(['dirty'], 'echo new > new.txt');
  await included.finish({ uncommitted: 'include' });
  expect(await filesOf(remote, included.branch)).toEqual([...uncommitted, 'new.txt'].sort());
  expect(await hashTree(dir)).toBe(before);
});

test("work on a branch of the agent's own goes out; a stash and other branches are listed", async () => {
  const { remote } = await addRepo(product, 'branches');
  const { branch, finish, sessionId } = await work(
    ['branches'],
    `git switch -qc other && echo other > other.txt && git add . && git commit -qm other
     git switch -qc mine HEAD~1 && echo mine > mine.txt && git add . && git commit -qm mine
     echo stashed >> README.md && git stash -q`,
  );
  const [delivered] = await finish();
  expect(delivered).toMatchObject({ branch, commits: 1, pushed: true });
  expect(delivered?.undelivered.map(({ ref }) => ref)).toEqual(['other', 'stash@{0}']);
  expect(await filesOf(remote, branch)).toEqual(['mine.txt']);
  await expect(client.session.destroy({ session_id: sessionId })).rejects.toMatchObject({
    kind: 'session.undelivered',
    message: expect.stringContaining(sessionId),
  });
});

test("a remote behind a login is pushed to with the person's own credential helper", async () => {
  await using host = await startGitHost({ auth: { user: 'me', password: 'open-sesame' } });
  const bare = await host.create('private');
  const dir = join(product.home.codeRoot, 'private');
  await createSampleRepo(dir, { origin: bare.dir });
  await git(dir, ['remote', 'set-url', 'origin', host.repoUrl('private')]);
  await product.sources.watch(dir);
  const { branch, finish, status } = await work(['private'], 'echo new > new.txt');
  await expect(finish()).rejects.toMatchObject({ kind: 'delivery.auth_failed' });
  expect(await status()).toBe('running');

  const store = join(product.home.dir, 'git-credentials');
  await writeFile(store, host.url.replace('//', '//me:open-sesame@'), { mode: 0o600 });
  await appendFile(join(product.home.dir, '.gitconfig'), `[credential]\n\thelper = store --file=${store}\n`);
  expect(await finish()).toMatchObject([{ pushed: true, remote: host.repoUrl('private') }]);
  expect(await bare.branches()).toHaveProperty([branch]);
  expect(host.log.at(-1)).toMatchObject({ user: 'me', status: 200 });
  expect(product.logs()).not.toContain('open-sesame');
});

test('a repository that fails does not hold up the others', async () => {
  const left = await addRepo(product, 'left');
  const right = await addRepo(product, 'right');
  const { branch, finish, status } = await work(
    ['left', 'right'],
    'echo new > new.txt && echo new > /workspace/code/right/new.txt',
  );
  await left.remote.rejectPushes('not today');
  await expect(finish()).rejects.toMatchObject({
    kind: 'delivery.rejected',
    message: expect.stringMatching(/of left: .*not today/),
  });
  expect(await status()).toBe('running');
  const delivered = (await right.remote.branches())[branch];
  expect(delivered).toMatch(/^[0-9a-f]{40}$/);

  await left.remote.rejectPushes(null);
  expect(await finish()).toMatchObject([
    { name: 'left', commits: 1, pushed: true },
    { name: 'right', commits: 1, pushed: true, commit: delivered },
  ]);
  expect(await left.remote.branches()).toHaveProperty([branch]);
});
