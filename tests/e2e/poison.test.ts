import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Client, RpcCallError } from 'hero-claude-sdk';
import {
  type BareRemote,
  createSampleRepo,
  diffTrees,
  hostSecretText,
  type Poison,
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
/** Where a delivery leads somewhere that the hostile repository chose: repository → why it is not delivered. */
const refusedRemotes: Record<string, string> = {
  'ssh-command': 'delivery.remote_unreachable',
  'upload-pack': 'delivery.remote_refused',
  'receive-pack': 'delivery.remote_refused',
  'ext-remote': 'delivery.remote_refused',
  'url-rewrite': 'delivery.remote_unreachable',
  'git-proxy': 'delivery.remote_refused',
};
/** What an agent does to its copy so that it cannot be delivered. */
const refusedCopies: Record<string, string> = {
  'clean-filter': 'delivery.filtered_paths',
  'filter-process': 'delivery.commit_failed',
  'smudge-filter': 'delivery.filtered_paths',
  'worktree-elsewhere': 'delivery.copy_broken',
  alternates: 'delivery.commit_failed',
  'dot-git-tree': 'delivery.bundle_refused',
  'special-files': 'delivery.commit_failed',
};
/** Refused as sources. */
const refusedSources: Record<string, string> = { alternates: 'repo.outside_objects' };
/** A session holds up to 20 repositories. */
const perSession = 16;
const parts = Array.from({ length: Math.ceil(repoPoisons.length / perSession) }, (_, index) => ({
  part: index + 1,
  poisons: repoPoisons.slice(index * perSession, (index + 1) * perSession),
}));

let product: Product;
let client: Client;
/** Everything that the server has answered. */
const answers: string[] = [];
let remote: BareRemote;
let before: ReadonlyMap<string, string>;

beforeAll(async () => {
  product = await startProduct();
  client = recording(clientOf(product));
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

/** The same client; what its methods answer or fail with is kept. */
function recording<T extends object>(client: T): T {
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return recording(member as object);
      return async (...args: unknown[]) => {
        const outcome = (Reflect.apply(member, target, args) as Promise<unknown>).then(
          (answer) => ({ answer }),
          (error: unknown) => ({ error }),
        );
        const told = await outcome;
        const failed = 'error' in told;
        answers.push(JSON.stringify(failed ? [String(told.error), told.error] : told.answer) ?? '');
        if (failed) throw told.error;
        return told.answer;
      };
    },
  });
}

async function expectHostUntouched(): Promise<void> {
  expect(diffTrees(before, await readHost())).toEqual([]);
  expect(answers.length).toBeGreaterThan(0);
  expect(answers.splice(0).filter((answer) => answer.includes(hostSecretText))).toEqual([]);
}

/** Everything a person can look at while the session runs. */
async function lookAt(session_id: string, repos: readonly string[]): Promise<void> {
  await client.session.info({ session_id });
  for (const repo of repos) {
    const looks: Promise<unknown>[] = [
      client.session.diff({ session_id, repo }),
      client.session.commits({ session_id, repo }),
      client.session.files({ session_id, repo }),
      client.session.file({ session_id, repo, path: 'README.md' }),
    ];
    await Promise.all(looks.map(async (look) => refusedOr(look)));
  }
}

async function restartServer(): Promise<void> {
  await product.server.stop();
  await product.start('server');
}

const named = (prefix: string, poisons: readonly Poison[], kinds: Record<string, string>) =>
  Object.fromEntries(
    poisons.flatMap(({ name }) => (kinds[name] === undefined ? [] : [[`${prefix}/${name}`, kinds[name]]])),
  );

/** The answer, or the declared error that the call was refused with. Anything else is a fault. */
async function refusedOr<T>(call: Promise<T>): Promise<T | RpcCallError> {
  return call.catch((error: unknown) => {
    if (error instanceof RpcCallError && !error.kind.startsWith('rpc.')) return error;
    throw error;
  });
}

/** Delivers a session and takes it through all that comes after; gives repository → why it was not delivered. */
async function finishAndGo(sessionId: string, mustStart = false): Promise<Record<string, string>> {
  const session = { session_id: sessionId };
  await client.session.info(session);
  const finished = await refusedOr(
    client.session.finish({ ...session, uncommitted: 'include', interrupt: true }),
  );
  await client.session.stop(session);
  const started = client.session.start(session);
  await (mustStart ? started : refusedOr(started));
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

test.each(parts)(
  'a repository somebody hostile made is a source like any other (part $part)',
  { timeout: 300_000 },
  async ({ part, poisons }) => {
    for (const poison of poisons) {
      const dir = sourceOf(`cloned/${poison.name}`);
      await createSampleRepo(dir);
      await poison.apply(dir, canary());
    }
    before = await readHost();
    const refused: Record<string, string> = {};
    for (const { name } of poisons) {
      const details = await refusedOr(client.repo.info({ repo: `cloned/${name}` }));
      if (details instanceof RpcCallError) refused[`cloned/${name}`] = details.kind;
    }
    expect(refused).toEqual(named('cloned', poisons, refusedSources));
    for (const [repo, kind] of Object.entries(named('cloned', poisons, refusedSources)))
      await expect(client.session.create({ repos: [repo], task })).rejects.toMatchObject({ kind });

    const names = poisons.map(({ name }) => name).filter((name) => refusedSources[name] === undefined);
    const repos = [...names.map((name) => `cloned/${name}`), 'shop'];
    const { session_id } = await client.session.create({ repos, task });
    await product.sources.edit(sourceOf('shop'), async () => {
      for (const repo of repos) await writeFile(join(sourceOf(repo), `part-${part}.txt`), 'for sync\n');
    });
    before = await readHost();
    await client.session.start({ session_id });
    const changed = [...Object.keys(refusedRemotes).map((name) => `cloned/${name}`), 'shop'];
    await client.session.exec({
      session_id,
      cwd: '/workspace/code',
      command: `for repo in ${changed.join(' ')}; do [ ! -d "$repo" ] || echo new > "$repo/new.txt"; done`,
    });
    await client.session.sync({ session_id, interrupt: true });
    await lookAt(session_id, repos);

    expect(await finishAndGo(session_id)).toEqual(named('cloned', poisons, refusedRemotes));
    await expectDelivered(session_id);
    await expectHostUntouched();
  },
);

/** Planted straight into the mounted folders, as the agent's user: what an agent writes there looks the same. */
test.each(parts)(
  'an agent can poison nothing but its own container (part $part)',
  { timeout: 300_000 },
  async ({ poisons }) => {
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
    await restartServer();
    await lookAt(session_id, repos);
    await refusedOr(client.session.sync({ session_id, interrupt: true }));

    expect(await finishAndGo(session_id)).toEqual(named('clean', poisons, refusedCopies));
    await expectDelivered(session_id);
    await expectHostUntouched();
  },
);

/** A session over two repositories, with what is planted in its folders; gives why which were not delivered. */
async function plantIn(
  repo: string,
  poisons: readonly Poison[],
  mustStart: boolean,
): Promise<Record<string, string>> {
  await createSampleRepo(sourceOf(repo));
  const { session_id } = await client.session.create({ repos: [repo, 'shop'], task });
  await client.session.start({ session_id });
  await client.session.exec({
    session_id,
    cwd: '/workspace/code',
    command: `echo new > ${repo}/new.txt; echo new > shop/new.txt`,
  });
  for (const poison of poisons) await poison.apply(folderOf(session_id), canary());
  before = await readHost();
  await lookAt(session_id, [repo, 'shop']);
  const failures = await finishAndGo(session_id, mustStart);
  if (!('shop' in failures)) await expectDelivered(session_id);
  return failures;
}

const isLink = ({ name }: Poison) => name.endsWith('links') || name.endsWith('link');
const sessionPoisons = poisonRepos.filter(({ place }) => place === 'session');

test('links planted in the folders of a session lead no host write outside', async () => {
  const failures = await plantIn('left', sessionPoisons.filter(isLink), false);
  expect(Object.values(failures)).toEqual(['delivery.copy_broken']);
  await expectHostUntouched();
});

test('programs planted where a shell looks first shadow nothing of ours: the work is delivered', async () => {
  const failures = await plantIn(
    'right',
    sessionPoisons.filter((poison) => !isLink(poison)),
    true,
  );
  expect(failures).toEqual({});
  await expectHostUntouched();
});
