import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  hashTree,
  sampleFix,
  sampleTest,
  script,
  startProduct,
  text,
  tool,
  udsRequest,
} from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { addRepo, clientOf, runTurn, turnDone } from './support/session.ts';

const fix = script(
  tool('Bash', { command: sampleTest }, { text: 'I run the tests first.' }),
  tool('Bash', { command: sampleFix }),
  tool('Bash', { command: sampleTest }),
  text('The password is trimmed now; all tests pass.'),
);

test('create, start, a real turn, review, finish: a branch on the remote and an untouched source', async () => {
  await using product = await startProduct();
  const client = clientOf(product);
  const { remote, dir } = await addRepo(product, 'shop');
  const before = await hashTree(product.home.codeRoot);

  const session = await runTurn(client, {
    repos: ['shop'],
    name: 'Mend the login',
    task: `Fix the login. ${fix}`,
  });
  expect(session).toMatchObject({
    status: 'running',
    agent: { state: 'idle' },
    repos: [{ name: 'shop', branch: `hero/${session.session_id}-mend-the-login`, uncommitted_files: 0 }],
  });
  const { session_id } = session;
  const info = await client.session.info({ session_id });
  expect(info.last_turn).toMatchObject({
    is_error: false,
    result: 'The password is trimmed now; all tests pass.',
  });
  expect(info.claude_code_version).toBe('2.1.329');

  const [diff] = await client.session.diff({ session_id });
  expect(diff?.files).toMatchObject([
    { path: 'src/login.sh', status: 'modified', additions: 1, deletions: 1 },
  ]);
  const run = await client.session.exec({ session_id, command: ['sh', 'test/run.sh'] });
  expect(run).toMatchObject({ exit_code: 0, stdout: expect.stringContaining('ok password with spaces') });

  const finished = await client.session.finish({ session_id, message: 'Trim the password' });
  expect(finished.session.status).toBe('completed');
  expect(finished.repos).toMatchObject([{ name: 'shop', commits: 1, pushed: true, pr_url: null }]);
  const branch = session.repos[0]?.branch ?? '';
  expect(await remote.branches()).toHaveProperty([branch]);
  expect(await remote.git('log', '-1', '--format=%s', branch)).toBe('Trim the password');

  const steps = async (operation: string) =>
    (await client.logs.get({ session_id, operation })).entries.map(({ message }) => message).reverse();
  expect(await steps('session.start')).toEqual(
    expect.arrayContaining(['make the container', 'wait for the agent']),
  );
  expect(await steps('session.finish')).toEqual(
    expect.arrayContaining(['deliver shop', 'bring out shop', 'push shop']),
  );
  const told = new Map<string, { percent?: number; bytes?: number }>();
  for await (const { type, data } of client.follow({
    session: session_id,
    after: 0,
    signal: AbortSignal.timeout(20_000),
  })) {
    if (type !== 'session.progress') continue;
    const { phase, ...far } = data as { phase: string; percent?: number; bytes?: number };
    told.set(phase, { ...told.get(phase), ...far });
    if (phase === 'push shop' && far.percent === 100) break;
  }
  expect(told.get('copy shop')).toMatchObject({ percent: 100, bytes: expect.any(Number) });
  expect(told.get('bring out shop')).toMatchObject({ percent: 100 });
  expect(told.get('bring out shop')?.bytes).toBeGreaterThan(100);

  // Nothing was added beside the repositories either; what is in them is watched in every test.
  expect(await hashTree(product.home.codeRoot)).toEqual(before);
  expect(await readFile(join(dir, 'src/login.sh'), 'utf8')).toContain('password="$1"');
});

test('what the agent wrote is stored verbatim, in order and once, and stays readable as a file', async () => {
  await using product = await startProduct();
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const { session_id } = await runTurn(client, { repos: ['shop'], task: `Fix the login. ${fix}` });
  await client.session.stop({ session_id });

  const file = await readFile(join(product.home.buildDir, session_id, 'logs', 'claude.log'), 'utf8');
  const written = file.split('\n').filter((line) => line !== '' && !line.includes('"type":"stream_event"'));
  const stored: string[] = [];
  for (let after = 0, more = true; more; ) {
    const chunk = await client.session.logs({ session_id, source: 'claude', after, limit: 7 });
    stored.push(...chunk.lines);
    ({ next: after, more } = chunk);
  }
  expect(stored).toEqual(written);
  expect(written.length).toBeGreaterThan(10);

  const replayed: string[] = [];
  for await (const event of client.follow({
    session: session_id,
    after: 0,
    signal: AbortSignal.timeout(20_000),
  })) {
    if (event.type === 'session.message') replayed.push((event.data as { line: string }).line);
    if (replayed.length === written.length) break;
  }
  expect(replayed).toEqual(written);

  const page = (await udsRequest(product.socket('server'), { path: '/metrics' })).body;
  const value = (name: string) =>
    Number(new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (\\S+)$`, 'm').exec(page)?.[1]);
  expect(value('hero_claude_sessions{status="stopped"}')).toBe(1);
  expect(value('hero_claude_rpc_seconds_count{method="session.create",outcome="ok"}')).toBe(1);
  expect(value('hero_claude_rpc_seconds_sum{method="session.create",outcome="ok"}')).toBeGreaterThan(0);
  expect(value('hero_claude_agent_lines_total')).toBeGreaterThanOrEqual(written.length);
  expect(value('hero_claude_ingest_lag_seconds_count')).toBeGreaterThan(0);
  expect(page).toMatch(/^hero_claude_gateway_model_calls_total\{.*\} [1-9]/m);
});

test('a stopped session goes on with the same conversation, and finish updates the same branch', async () => {
  await using product = await startProduct();
  const client = clientOf(product);
  const { remote } = await addRepo(product, 'shop');
  const first = await runTurn(client, { repos: ['shop'], task: `Fix the login. ${fix}` });
  const { session_id } = first;
  await client.session.finish({ session_id, message: 'Trim the password' });
  const branch = first.repos[0]?.branch ?? '';
  const delivered = (await remote.branches())[branch];

  const more = script(tool('Bash', { command: 'echo more >> docs/guide.md' }), text('Added.'));
  await client.session.start({ session_id, prompt: `Add a line to the guide. ${more}` });
  await turnDone(client, session_id, 2);
  const second = await client.session.finish({ session_id, message: 'Say more' });
  expect(second.repos).toMatchObject([{ commits: 2, pushed: true }]);
  const updated = (await remote.branches())[branch];
  expect(updated).not.toBe(delivered);
  expect(await remote.git('merge-base', '--is-ancestor', delivered ?? '', updated ?? '')).toBe('');
  const prompts = product.modelServer.requests.filter(({ body }) =>
    JSON.stringify(body).includes('Add a line to the guide'),
  );
  expect(JSON.stringify(prompts[0]?.body)).toContain('The password is trimmed now');
});

test('destroy refuses to lose work, and what it took comes back', async () => {
  await using product = await startProduct();
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const { session_id } = await runTurn(client, { repos: ['shop'], task: `Fix the login. ${fix}` });

  const trial = await client.session.destroy({ session_id, dry_run: true });
  expect(trial).toMatchObject({ destroyed: false, would_lose: [{ repo: 'shop', uncommitted_files: 1 }] });
  await expect(client.session.destroy({ session_id })).rejects.toMatchObject({ kind: 'session.undelivered' });
  expect((await client.session.info({ session_id })).status).toBe('running');

  await client.session.destroy({ session_id, force: true });
  expect(await client.session.list({})).toEqual([]);
  expect(await client.trash.list()).toMatchObject([{ session: { session_id, status: 'destroyed' } }]);
  const restored = await client.session.restore({ session_id });
  expect(restored.status).toBe('stopped');
  const [diff] = await client.session.diff({ session_id });
  expect(diff?.files).toMatchObject([{ path: 'src/login.sh' }]);
});
