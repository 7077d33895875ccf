import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { createSampleRepo, createTempHome } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import type { CheckedGuarantee } from '../../src/domain/guarantees/guarantee.ts';
import { type LoneServer, startServer } from '../support/server-without-engine.ts';

async function verdicts(server: LoneServer): Promise<Record<string, string | undefined>> {
  const { guarantees } = await server.rpc<{ guarantees: CheckedGuarantee[] }>('server.guarantees');
  return Object.fromEntries(guarantees.map(({ id, now }) => [id, now?.status]));
}

test('a BUILDDIR inside a repository is told by the promise and by the health', async () => {
  await using home = await createTempHome();
  const repository = join(home.codeRoot, 'shop');
  await createSampleRepo(repository);
  await using server = await startServer({ home, env: { BUILDDIR: join(repository, 'build') } });
  expect(await verdicts(server)).toMatchObject({ sources_unwritten: 'fail' });
  const { checks } = await server.rpc<{ checks: object[] }>('server.health');
  expect(checks).toContainEqual({
    name: 'sessions',
    status: 'fail',
    message: expect.stringContaining('is inside the repository'),
    fix: expect.stringContaining('set BUILDDIR'),
  });
});

test('every promise is told with what this installation shows of it', async () => {
  await using server = await startServer();
  expect(await verdicts(server)).toEqual({
    sources_unwritten: 'ok',
    host_execution: undefined,
    // Without an engine there is nothing to look at.
    lines_once: 'warn',
    journal_bounds: undefined,
    deletion: 'ok',
    no_secrets: 'ok',
    egress: 'warn',
    neighbours: 'warn',
    limits: 'warn',
    access: 'ok',
    upgrade: 'ok',
    truth: undefined,
    supply: undefined,
  });
  await chmod(join(server.home.socketDir, 'hero_claude_server.sock'), 0o666);
  await chmod(join(server.home.dir, 'hero', 'cfg', 'hero_claude', 'token'), 0o644);
  expect(await verdicts(server)).toMatchObject({ access: 'fail', no_secrets: 'fail' });
});
