import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { createSampleRepo } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { startServer } from '../support/server-without-engine.ts';

interface Health {
  status: string;
  checks: { name: string; status: string; message: string }[];
}

/** From now on no file of the process can grow beyond so many bytes: its disk fails it. */
async function limitFiles(pid: number | undefined, size: number | 'unlimited'): Promise<void> {
  await execa('prlimit', ['--pid', String(pid), `--fsize=${size}:`]);
}

test('while the database cannot be written that is what methods say, and afterwards nothing is missing', async () => {
  await using server = await startServer();
  await createSampleRepo(join(server.home.codeRoot, 'shop'));
  const create = async () =>
    server.rpc<{ session_id: string }>('session.create', { repos: ['shop'], task: 'anything' });
  const { session_id } = await create();
  const rename = async (name: string) => server.rpc('session.update', { session_id, name });
  const databaseCheck = async () => {
    const { checks } = await server.rpc<Health>('server.health');
    return checks.find(({ name }) => name === 'database');
  };
  const before = await readdir(server.home.buildDir);

  await limitFiles(server.daemon.pid, 1);
  const refused = { code: -32004, kind: 'store.io_failed', message: expect.stringContaining('db.sqlite') };
  await expect(rename('Refused')).rejects.toMatchObject(refused);
  await expect(create()).rejects.toMatchObject(refused);
  await expect(server.rpc('session.destroy', { session_id })).rejects.toMatchObject(refused);
  expect(await server.rpc('session.list')).toMatchObject([{ session_id, status: 'created' }]);
  expect(await databaseCheck()).toMatchObject({
    status: 'fail',
    message: expect.stringContaining('db.sqlite fails'),
  });

  await limitFiles(server.daemon.pid, 'unlimited');
  await rename('Taken');
  expect(await databaseCheck()).toMatchObject({ status: 'ok' });
  expect(await readdir(server.home.buildDir)).toEqual(before);
  expect(await server.rpc('session.list')).toMatchObject([{ session_id, status: 'created', name: 'Taken' }]);
  await create();
});
