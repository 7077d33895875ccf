import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git, script, startProduct, text, tool } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { addRepo, clientOf, runTurn } from './support/session.ts';

const work = script(
  tool('Bash', {
    command: 'echo "Written by the agent." > agent.md && git add -A && git commit -qm "Agent work"',
  }),
  text('Committed.'),
);

test('upstream moves on: its changes come in, are not taken for the agent’s, and finish delivers both', async () => {
  await using product = await startProduct();
  const client = clientOf(product);
  const { dir, remote } = await addRepo(product, 'shop');
  const { session_id, repos } = await runTurn(client, { repos: ['shop'], task: `Write a file. ${work}` });

  await product.sources.edit(dir, async () => {
    await writeFile(join(dir, 'upstream.md'), 'New upstream.\n');
    await git(dir, ['add', '--all']);
    await git(dir, ['commit', '--quiet', '--message', 'Upstream work']);
  });
  const head = await git(dir, ['rev-parse', 'HEAD']);
  const synced = await client.session.sync({ session_id });
  expect(synced.repos).toMatchObject([{ name: 'shop', merged: true, conflicts: [], base_commit: head }]);

  const [diff] = await client.session.diff({ session_id });
  expect(diff?.files.map(({ path }) => path)).toEqual(['agent.md']);
  expect((await client.session.exec({ session_id, command: 'cat upstream.md agent.md' })).stdout).toBe(
    'New upstream.\nWritten by the agent.\n',
  );
  expect(await client.session.sync({ session_id })).toMatchObject({
    repos: [{ merged: false, conflicts: [] }],
  });

  await client.session.finish({ session_id, message: 'Deliver' });
  const branch = repos[0]?.branch ?? '';
  const files = await remote.git('ls-tree', '-r', '--name-only', branch);
  expect(files.split('\n')).toEqual(expect.arrayContaining(['agent.md', 'upstream.md']));
});

test('conflicts are listed and nothing changes; on request they are left to the agent', async () => {
  await using product = await startProduct();
  const client = clientOf(product);
  const { dir } = await addRepo(product, 'shop');
  const edit = script(
    tool('Bash', { command: 'echo "agent line" >> README.md && git commit -qam "Agent edit"' }),
    text('Committed.'),
  );
  const { session_id } = await runTurn(client, { repos: ['shop'], task: `Edit. ${edit}` });
  await product.sources.edit(dir, async () => {
    await appendFile(join(dir, 'README.md'), 'upstream line\n');
    await git(dir, ['commit', '--quiet', '--all', '--message', 'Upstream edit']);
  });

  const refused = await client.session.sync({ session_id });
  expect(refused.repos).toMatchObject([{ merged: false, conflicts: ['README.md'] }]);
  const status = await client.session.exec({ session_id, command: ['git', 'status', '--porcelain'] });
  expect(status.stdout).toBe('');

  const handed = await client.session.sync({ session_id, conflicts: 'hand_over' });
  expect(handed.repos).toMatchObject([{ conflicts: ['README.md'] }]);
  const file = await client.session.exec({ session_id, command: ['cat', 'README.md'] });
  expect(file.stdout).toContain('<<<<<<<');
});
