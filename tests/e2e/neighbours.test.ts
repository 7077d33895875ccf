import type { Client } from 'hero-claude-sdk';
import { containersOf, type Product, requireEngine, script, startProduct, text } from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addRepo, clientOf, runTurn } from './support/session.ts';

const task = `Say hello. ${script(text('Hello.'))}`;
const image = 'hero-claude-sandbox:latest';

interface Home {
  product: Product;
  client: Client;
  sessionId: string;
}

let docker: Awaited<ReturnType<typeof requireEngine>>;
let mine: Home;
let theirs: Home;

/** A home of its own on the shared engine, with a session that runs. */
async function settle(): Promise<Home> {
  const product = await startProduct();
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const { session_id: sessionId } = await runTurn(client, { repos: ['shop'], task });
  return { product, client, sessionId };
}

beforeAll(async () => {
  docker = await requireEngine({ image });
  mine = await settle();
  theirs = await settle();
});

afterAll(async () => {
  await mine?.product.close();
  await theirs?.product.close();
});

/** What the engine holds under an installation's label, and since when it runs. */
async function stateOf(instance: string): Promise<unknown> {
  const ids = (await containersOf(docker, instance)).toSorted();
  return Promise.all(
    ids.map(async (id) => {
      const { Name, State } = await docker.getContainer(id).inspect();
      return { id, Name, status: State.Status, pid: State.Pid, since: State.StartedAt };
    }),
  );
}

async function adoptions({ client, sessionId }: Home): Promise<number> {
  const { entries } = await client.logs.get({ session_id: sessionId, operation: 'session.adopted' });
  return entries.length;
}

test('nothing that can be read inside names a neighbour', async () => {
  const { container_id } = await theirs.client.session.info({ session_id: theirs.sessionId });
  const skipped = ['kcore', 'kmsg', 'pagemap', 'mem', 'clear_refs', 'trace_pipe'].map(
    (name) => `--exclude=${name}`,
  );
  const search = async (...names: string[]): Promise<string> => {
    // In a form that the search does not find in its own arguments.
    const hidden = names.map((name) => `[${name[0]}]${name.slice(1)}`);
    const files = `timeout 60 grep -rlsaE '${hidden.join('|')}' /proc /sys/fs /sys/kernel /dev/shm /run /etc /tmp ${skipped.join(' ')}`;
    const paths = `find / ${hidden.map((name) => `-name '*${name}*'`).join(' -o ')} 2>/dev/null`;
    const command = `${files}; ${paths}; true`;
    const { stdout } = await mine.client.session.exec({
      session_id: mine.sessionId,
      command,
      timeout_ms: 90_000,
    });
    return stdout;
  };
  expect(await search(mine.sessionId)).toContain('/proc/sys/kernel/hostname');
  const { sessionId, product } = theirs;
  expect(await search(sessionId, product.instance, (container_id ?? '').slice(0, 12))).toBe('');
});

test('two homes on one engine never touch what belongs to the other', async () => {
  // A stranger's container that even names our session: the instance alone says whose it is.
  const stranger = 'ffff0000';
  const decoy = await docker.createContainer({
    Image: image,
    Cmd: ['true'],
    Labels: {
      'hero.claude.instance': stranger,
      'hero.claude.session': mine.sessionId,
      'hero.claude.role': 'agent',
    },
  });
  try {
    const before = [await stateOf(theirs.product.instance), await stateOf(stranger)];
    const { client, product, sessionId } = mine;
    expect((await client.session.list({})).map(({ session_id }) => session_id)).toEqual([sessionId]);
    await expect(
      client.session.exec({ session_id: theirs.sessionId, command: 'true' }),
    ).rejects.toMatchObject({
      kind: 'session.not_found',
    });

    await product.server.kill9();
    await product.start('server');
    await vi.waitFor(async () => expect(await adoptions(mine)).toBe(1), 30_000);
    await client.session.stop({ session_id: sessionId });
    await product.server.stop();
    await product.start('server');
    await client.session.start({ session_id: sessionId });
    await client.session.destroy({ session_id: sessionId, force: true });
    await client.trash.empty({});

    expect(await stateOf(product.instance)).toEqual([]);
    expect([await stateOf(theirs.product.instance), await stateOf(stranger)]).toEqual(before);
    expect(await theirs.client.session.info({ session_id: theirs.sessionId })).toMatchObject({
      status: 'running',
      agent: { state: 'idle' },
    });
  } finally {
    await decoy.remove();
  }
});

test('a server that comes back adopts its own agent among others', async () => {
  const { client, product, sessionId } = theirs;
  const before = await stateOf(product.instance);
  await product.server.kill9();
  await product.start('server');
  await vi.waitFor(async () => expect(await adoptions(theirs)).toBe(1), 30_000);
  expect(await stateOf(product.instance)).toEqual(before);
  expect(await client.session.exec({ session_id: sessionId, command: 'echo here' })).toMatchObject({
    stdout: 'here\n',
  });
});
