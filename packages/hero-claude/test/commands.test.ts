import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createTempHome } from 'hero-claude-testkit';
import { describe, expect, it } from 'vitest';
import { fault, never, startRpcServer } from './fixtures/rpc-server.ts';
import { runCli } from './run-cli.ts';

const slow = { timeout: 60_000 };

const session = {
  session_id: 'a1b2c3d4',
  name: 'Mend the login',
  task: 'mend',
  status: 'running',
  agent: { state: 'idle', since: '2026-01-01T00:00:00Z' },
  bucket: 'running',
  notices: [],
  problem: null,
  progress: null,
  repos: [
    {
      name: 'shop',
      branch: 'hero/a1b2c3d4-mend',
      base: { ref: 'main', commit: 'f'.repeat(40) },
      uncommitted_files: 0,
      notes: [],
      delivery: null,
    },
  ],
  money: { cost_usd: 0.314, budget_usd: 2, unpriced_calls: 0, tokens: 5000, level: 'ok' },
  created_at: '2026-01-01T00:00:00Z',
};

describe('commands', () => {
  it('print a table for people and one document for scripts', slow, async () => {
    await using home = await createTempHome();
    await using server = await startRpcServer(home, { 'session.list': [session] });
    const [table, document] = await Promise.all([
      runCli(home.env, ['session', 'list', '--status', 'running', '--limit', '5']),
      runCli(home.env, ['--json', 'session', 'list', '--socket', server.socket]),
    ]);
    expect(table.stdout.split('\n')[1]).toMatch(
      /^a1b2c3d4 {2}Mend the login {2}running {2}idle {3}\$0\.31 of \$2\.00 {2}shop {3}\d+d$/,
    );
    expect(table.stdout).not.toContain('\u001b');
    expect(table.stderr).toBe('');
    expect(document.json()).toEqual([session]);
    expect(server.calls.map(({ params }) => params)).toEqual(
      expect.arrayContaining([{ status: 'running', limit: 5 }, {}]),
    );
  });

  it('create and start in one go', slow, async () => {
    await using home = await createTempHome();
    await using server = await startRpcServer(home, {
      'session.create': { ...session, status: 'created' },
      'session.start': session,
    });
    const run = await runCli(home.env, [
      'session',
      'create',
      '--repo',
      'shop',
      '--task',
      'mend',
      '--start',
      '--json',
    ]);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.json()).toEqual(session);
    expect(server.calls).toEqual([
      { method: 'session.create', params: { repos: ['shop'], task: 'mend' } },
      { method: 'session.start', params: { session_id: 'a1b2c3d4' } },
    ]);
  });

  it('pass on output and exit code of a command, with nothing that moves the cursor', slow, async () => {
    await using home = await createTempHome();
    const outcome = {
      exit_code: 7,
      signal: null,
      stdout: 'out\u001b[2J\n',
      stderr: 'err\n',
      truncated: false,
      duration_ms: 3,
    };
    await using server = await startRpcServer(home, {
      'session.exec': ({ command }: { command: string[] }) =>
        command[0] === 'killed' ? { ...outcome, exit_code: null, signal: 'SIGKILL' } : outcome,
    });
    const exec = (...args: string[]) => runCli(home.env, ['session', 'exec', 'a1b2c3d4', ...args]);
    const [plain, killed, document] = await Promise.all([
      exec('--', 'ls', '--json'),
      exec('--', 'killed'),
      exec('--json', '--', 'ls'),
      exec('cd src; ls'),
    ]);
    expect(plain).toMatchObject({ code: 7, stdout: 'out\\x1b[2J\n', stderr: 'err\n' });
    expect(killed.code).toBe(137);
    expect(document).toMatchObject({ code: 7, stderr: '' });
    expect(document.json()).toEqual(outcome);
    expect(server.calls.map(({ params }) => params['command'])).toEqual(
      expect.arrayContaining([['ls', '--json'], ['killed'], ['ls'], 'cd src; ls']),
    );
  });

  it('take the beginning of an id or a name, and suggest the nearest', slow, async () => {
    await using home = await createTempHome();
    const other = { ...session, session_id: 'a1ffffff', name: 'Other' };
    await using server = await startRpcServer(home, {
      'session.list': [session, other],
      'trash.list': [],
      'session.stop': ({ session_id: id }: { session_id: string }) =>
        id === session.session_id
          ? session
          : fault(-32001, `No session "${id}"`, { kind: 'session.not_found', facts: { session_id: id } }),
    });
    const stop = (word: string) => runCli(home.env, ['session', 'stop', word, '--json']);
    const [short, name, ambiguous, unknown, typo] = await Promise.all([
      stop('a1b'),
      stop('Mend the login'),
      stop('a1'),
      stop('zzz'),
      stop('a1b2c3e4'),
    ]);
    expect(short.json()).toEqual(session);
    expect(name.json()).toEqual(session);
    expect(ambiguous).toMatchObject({ code: 2, stdout: expect.stringContaining('a1ffffff (Other)') });
    expect(unknown.code).toBe(3);
    expect(typo.code).toBe(3);
    expect(typo.json()).toEqual({
      error: { kind: 'session.not_found', message: 'No session "a1b2c3e4"', hint: 'did you mean a1b2c3d4?' },
    });
    expect(server.calls.filter(({ method }) => method === 'session.stop')).toHaveLength(3);
  });

  it('take the path of a repository, or of a folder in it, for its id', slow, async () => {
    await using home = await createTempHome();
    const path = join(home.codeRoot, 'group', 'shop');
    const folder = join(path, 'src');
    await mkdir(folder, { recursive: true });
    await symlink(folder, join(home.dir, 'link'));
    await using server = await startRpcServer(home, {
      'repo.list': [{ name: 'group/shop', path }],
      'session.create': session,
      'repo.info': {},
    });
    const create = (repo: string, cwd = '/') =>
      runCli(home.env, ['session', 'create', '--repo', repo, '--task', 'mend', '--json'], { cwd });
    const runs = await Promise.all([
      create(`${path}/`),
      create('.', folder),
      create('..', path),
      create(join(home.dir, 'link')),
      runCli(home.env, ['repo', 'info', '.', '--json'], { cwd: folder }),
    ]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 3, 0, 0]);
    const made = server.calls.filter(({ method }) => method === 'session.create');
    for (const { params } of made) expect(params).toMatchObject({ repos: ['group/shop'] });
    expect(server.calls).toContainEqual({ method: 'repo.info', params: { repo: 'group/shop' } });
    expect(runs[2]?.json()).toMatchObject({
      error: {
        kind: 'repo.not_found',
        message: `No repository of CODEROOT is at ${join(home.codeRoot, 'group')}`,
      },
    });
  });

  it('say after sending that nobody reads it until a start', slow, async () => {
    await using home = await createTempHome();
    await using _server = await startRpcServer(home, {
      'session.send': { state: 'queued', position: 1 },
      'session.info': { ...session, status: 'completed' },
    });
    const send = (prompt: string) => runCli(home.env, ['session', 'send', session.session_id, prompt]);
    const [run, empty] = await Promise.all([send('go on'), send(' ')]);
    expect(empty).toMatchObject({ code: 2, stderr: expect.stringContaining('The prompt is empty') });
    expect(run).toMatchObject({
      code: 0,
      stdout: 'queued, place 1\n',
      stderr: `no agent runs; hero-claude session start ${session.session_id} has it said\n`,
    });
  });

  it('print all pages of a diff, its summary beside', slow, async () => {
    await using home = await createTempHome();
    const file = (path: string) => ({
      path,
      status: 'modified',
      old_mode: '100644',
      new_mode: '100644',
      binary: false,
      additions: 1,
      deletions: 0,
      patch: '@@ -0,0 +1 @@\n+x\n',
      truncated: false,
    });
    const repo = { name: 'shop', from: 'f', to: 't', files_changed: 2, additions: 2, deletions: 0 };
    await using _server = await startRpcServer(home, {
      'session.diff': ({ after, repo: only }: { after?: number; repo?: string }) =>
        after === undefined
          ? [{ ...repo, files: [file('a')], next: 1 }]
          : [{ ...repo, name: only, files: [file('b')], next: null }],
    });
    const run = await runCli(home.env, ['session', 'diff', 'a1b2c3d4']);
    expect(run.stdout.match(/^diff --git .*$/gm)).toEqual(['diff --git a/a b/a', 'diff --git a/b b/b']);
    expect(run.stderr).toBe('shop: 2 files changed, +2 -0\n');
  });

  it('cancel the call on Ctrl-C', slow, async () => {
    await using home = await createTempHome();
    await using server = await startRpcServer(home, { 'server.info': never });
    const run = await runCli(home.env, ['server', 'info', '--json'], {
      onStart: (kill) => {
        const poll = setInterval(() => {
          if (server.calls.length === 0) return;
          clearInterval(poll);
          kill('SIGINT');
        }, 10);
      },
    });
    await server.cut;
    expect(run.code).toBe(130);
    expect(run.json()).toMatchObject({ error: { kind: 'cli.interrupted' } });
  });

  it('say what is wrong, where, and what to do', slow, async () => {
    await using home = await createTempHome();
    const [noun, verb, flag, missing, down, group, stranger, bare] = await Promise.all([
      runCli(home.env, ['sesion', 'list']),
      runCli(home.env, ['session', 'lst', '--json']),
      runCli(home.env, ['session', 'create', '--rep', 'x']),
      runCli(home.env, ['session', 'create', '--repo', 'x']),
      runCli(home.env, ['session', 'list', '--json']),
      runCli(home.env, ['trash']),
      runCli(home.env, ['xyzzy']),
      runCli(home.env, ['session', 'exec']),
    ]);
    const hintOf = async (...words: string[]) => {
      const { error } = (await runCli(home.env, [...words, '--json'])).json() as { error: { hint: string } };
      return error.hint;
    };
    expect(
      await Promise.all([
        hintOf('attach', 'a1b2'),
        hintOf('trash', 'restore'),
        hintOf('image', 'info'),
        hintOf('help', 'attach'),
      ]),
    ).toEqual([
      'Did you mean hero-claude session attach?',
      'Did you mean hero-claude session restore?',
      'hero-claude image --help says what it takes',
      'Did you mean hero-claude session attach?',
    ]);
    expect(group).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('hero-claude trash needs one of: list, empty'),
    });
    expect(stranger.stderr).toContain("Unknown command 'xyzzy'\nhint: hero-claude --help");
    expect(bare.stderr).toContain('hint: hero-claude session exec --help');
    expect(noun).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean session?') });
    expect(verb.code).toBe(2);
    expect(verb.json()).toEqual({
      error: { kind: 'cli.usage', message: "Unknown command 'lst'", hint: 'Did you mean list?' },
    });
    expect(flag).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean --repo?') });
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('--task is missing') });
    expect(down.code).toBe(69);
    expect(down.json()).toMatchObject({ error: { kind: 'server.unreachable', hint: 'hero-claude start' } });
  });
});

it('prints its manifest, version and completions', slow, async () => {
  await using home = await createTempHome();
  const [info, version, document, completion] = await Promise.all([
    runCli(home.env, ['--info', '--json']),
    runCli(home.env, ['--version']),
    runCli(home.env, ['--json', '--version']),
    runCli(home.env, ['completion', 'bash']),
  ]);
  expect(info.json()).toMatchObject({ name: 'hero_claude', binaries: [{ kind: 'cli' }] });
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(document.json()).toEqual({ version: version.stdout.trim() });
  expect(completion.stdout).toContain("'. session create')");
});
