import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CheckedGuarantee } from '../../src/domain/guarantees/guarantee.ts';
import { type LoneServer, startServer } from '../support/server-without-engine.ts';

async function verdicts(server: LoneServer): Promise<Record<string, string | undefined>> {
  const { guarantees } = await server.rpc<{ guarantees: CheckedGuarantee[] }>('server.guarantees');
  return Object.fromEntries(guarantees.map(({ id, now }) => [id, now?.status]));
}

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
