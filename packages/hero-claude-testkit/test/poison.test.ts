import { existsSync } from 'node:fs';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { createSampleRepo, type Poison, poisonRepos } from '../src/index.ts';
import { tempDir } from './temp-dir.ts';

/** A place for a poison, and where its canary would show up: a directory of its own. */
async function ground(poison: Poison) {
  const temp = await tempDir();
  const session = join(temp.dir, 'session');
  await createSampleRepo(join(session, 'code/shop'));
  await mkdir(join(temp.dir, 'host'));
  return {
    dir: poison.place === 'session' ? session : join(session, 'code/shop'),
    canary: join(temp.dir, 'host', 'canary'),
    [Symbol.asyncDispose]: async () => await temp[Symbol.asyncDispose](),
  };
}

describe('poisonRepos', () => {
  it('have names of their own', () => {
    const names = poisonRepos.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(30);
  });

  it.each(poisonRepos)('$name catches a careless host, and does nothing by itself', async (poison) => {
    await using place = await ground(poison);
    await poison.provoke(place.dir, place.canary).catch(() => undefined);
    expect(existsSync(place.canary)).toBe(false);
    if (isRoot) await chown(place.dir, 1000, 1000);
    await poison.apply(place.dir, place.canary);
    expect(existsSync(place.canary)).toBe(false);
    if (isRoot) await expectOwner(place.dir, 1000);
    await poison.provoke(place.dir, place.canary);
    expect(existsSync(place.canary)).toBe(true);
  });
});

const isRoot = process.getuid?.() === 0;

async function expectOwner(dir: string, uid: number): Promise<void> {
  const { stdout } = await execa('find', [dir, '-not', '-uid', String(uid)]);
  expect(stdout).toBe('');
}
