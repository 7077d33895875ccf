import { type Product, sampleFix, script, startProduct, text, tool } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { runCli } from './support/cli.ts';
import { addRepo, clientOf, turnDone } from './support/session.ts';

const run = (product: Product, ...args: string[]) => runCli(product, args);

/** What a command says to a script: one document on stdout, and nothing of it elsewhere. */
async function document(product: Product, line: string): Promise<unknown> {
  const { code, stdout } = await run(product, ...line.split(' '), '--json');
  expect({ line, code }).toEqual({ line, code: 0 });
  return JSON.parse(stdout) as unknown;
}

test('the main job by hand: create, watch, look, run, finish, destroy', { timeout: 300_000 }, async () => {
  await using product = await startProduct();
  const { remote } = await addRepo(product, 'shop');
  const client = clientOf(product);
  const task = `Fix the login. ${script(tool('Bash', { command: sampleFix }), text('Trimmed.'))}`;

  const repos = await run(product, 'repo', 'list');
  expect(repos.stdout).toMatch(/^shop {2}main {4}\//m);

  const created = await run(
    product,
    'session',
    'create',
    '--repo',
    'shop',
    '--name',
    'Mend it',
    '--task',
    task,
    '--start',
  );
  expect(created).toMatchObject({ code: 0, stderr: expect.stringContaining('copy shop') });
  const id = /^([0-9a-f]{8}) {2}Mend it {2}running/.exec(created.stdout)?.[1] ?? 'no id';
  const short = id.slice(0, 5);
  const following = run(product, 'session', 'logs', short, '--follow');
  await turnDone(client, id);

  expect((await run(product, 'session', 'list')).stdout).toMatch(
    new RegExp(`^${id} {2}Mend it {2}running {2}idle`, 'm'),
  );
  expect((await run(product, 'session', 'info', short)).stdout).toMatch(/last turn +done/);
  const logs = await run(product, 'session', 'logs', short);
  expect(logs.stdout).toContain('claude Trimmed.');
  expect(logs.stdout).toContain('turn done');

  const diff = await run(product, 'session', 'diff', short);
  expect(diff.stderr).toBe('shop: 1 file changed, +1 -1\n');
  expect(diff.stdout).toContain('--- a/src/login.sh\n+++ b/src/login.sh\n@@');
  const failing = await run(
    product,
    'session',
    'exec',
    short,
    '--',
    'sh',
    '-c',
    'echo out; echo err >&2; exit 3',
  );
  expect(failing).toEqual({ code: 3, stdout: 'out\n', stderr: 'err\n' });

  const refused = await run(product, 'session', 'destroy', short, '--json');
  expect(refused.code).toBe(4);
  expect(JSON.parse(refused.stdout)).toMatchObject({ error: { kind: 'session.undelivered' } });

  const finished = await run(product, 'session', 'finish', short, '--message', 'Trim it');
  expect(finished.code).toBe(0);
  const [branch = ''] = Object.keys(await remote.branches()).filter((name) => name.startsWith('hero/'));
  expect(finished.stdout).toContain(`shop  pushed 1 commit to ${branch} on `);
  expect(await remote.git('log', '-1', '--format=%s', branch)).toBe('Trim it');

  // Following ends with the session, and shows each line once.
  const followed = await following;
  expect(followed).toMatchObject({ code: 0, stderr: '' });
  expect(followed.stdout.match(/^(Bash|claude Trimmed\.|turn done)/gm)).toEqual([
    'Bash',
    'claude Trimmed.',
    'turn done',
  ]);
  expect((await run(product, 'session', 'destroy', short)).stdout).toContain('moved to the trash');
  expect((await run(product, 'trash', 'list')).stdout).toContain('Mend it');
  const typo = await run(product, 'repo', 'info', 'shpo', '--json');
  expect(typo.code).toBe(3);
  expect(typo.stdout).toContain('did you mean \\"shop\\"');

  // The same as documents, and all other commands: what reads, side by side, then what changes, in its order.
  const reading = [
    'server info',
    'server health',
    'repo list',
    'repo info shop',
    'session list --status destroyed',
    `session info ${short}`,
    `session logs ${short} --source rsync`,
    'logs get --limit 5',
    'trash list',
  ];
  const read = await Promise.all(reading.map((line) => document(product, line)));
  expect(read).not.toContain(null);
  expect(await document(product, `session restore ${id}`)).toMatchObject({ status: 'completed' });
  expect(await document(product, `session update ${id} --label team=web --label kind=fix`)).toMatchObject({
    labels: { team: 'web', kind: 'fix' },
  });
  expect(await document(product, `session start ${id}`)).toMatchObject({ status: 'running' });
  expect(await document(product, `session exec ${id} --command pwd`)).toMatchObject({ exit_code: 0 });
  await document(product, `session sync ${id}`);
  expect(await document(product, `session diff ${id}`)).toMatchObject([{ name: 'shop', files_changed: 1 }]);
  expect(await document(product, `session commits ${id}`)).toMatchObject([
    { commits: [{ subject: 'Trim it' }] },
  ]);
  expect(await document(product, `session stop ${id}`)).toMatchObject({ status: 'stopped' });
  expect(await document(product, `session finish ${id}`)).toMatchObject({ session: { status: 'completed' } });
  expect(await document(product, `session destroy ${id} --dry-run`)).toMatchObject({ destroyed: false });
  expect(await document(product, `session destroy ${id}`)).toMatchObject({ destroyed: true });
  expect(await document(product, 'trash empty')).toEqual({ emptied: [id] });
  expect(await document(product, 'logs clear')).toMatchObject({ removed: expect.any(Number) });
});
