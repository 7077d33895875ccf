import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createSampleRepo } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { startServer } from '../support/server-without-engine.ts';

test('with less than the reserve free nothing is created, and the error says so', async () => {
  await using server = await startServer({ env: { HERO_CLAUDE_DISK_RESERVE_GB: '1000000' } });
  await createSampleRepo(join(server.home.codeRoot, 'shop'));
  const created = server.rpc('session.create', { repos: ['shop'], task: 'anything' });
  await expect(created).rejects.toMatchObject({
    kind: 'disk.low',
    message: expect.stringContaining('nothing is created or started'),
  });
  expect(await readdir(server.home.buildDir)).toEqual([]);
  const { status, checks } = await server.rpc<{ status: string; checks: object[] }>('server.health');
  expect(status).toBe('degraded');
  expect(checks).toContainEqual({
    name: 'disk',
    status: 'fail',
    message: expect.stringContaining('nothing is created or started'),
    fix: expect.stringContaining('trash empty'),
  });
});
