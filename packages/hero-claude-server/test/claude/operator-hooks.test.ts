import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ModelServer, script, startModelServer, text, tool } from 'hero-claude-testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HookRunner } from '../../src/adapters/claude/host/hook-runner.ts';
import { type OperatorHook, readOperatorHooks } from '../../src/adapters/claude/host/operator-hooks.ts';
import { EffectStore } from '../../src/adapters/store/effect-store.ts';
import { createAgentHome } from './agent-home.ts';
import { startOnHost } from './host-agent.ts';
import { createIngestHome, type IngestHome, quietLog, sessionId } from './ingest-home.ts';

const hook = (changes: Partial<OperatorHook>): OperatorHook => ({
  name: 'check',
  event: 'PreToolUse',
  matcher: undefined,
  command: ['true'],
  env: {},
  timeoutMs: 10_000,
  onFailure: 'block',
  ...changes,
});
const shell = (line: string, changes: Partial<OperatorHook> = {}) =>
  hook({ command: ['bash', '-c', line], ...changes });

function runner({ db }: Pick<IngestHome, 'db'>, ...hooks: OperatorHook[]): HookRunner {
  return new HookRunner({ db, sessionId, hooks, log: quietLog, now: Date.now });
}

const callback = (name: string, input: object = {}) => ({
  subtype: 'hook_callback',
  callback_id: name,
  input: { hook_event_name: 'PreToolUse', ...input },
});
const never = new AbortController().signal;

let model: ModelServer;
beforeAll(async () => {
  model = await startModelServer();
});
afterAll(() => model.close());

test('the real agent waits for hooks: they refuse tools, look at results and add to prompts', {
  timeout: 60_000,
}, async () => {
  await using home = await createAgentHome();
  const seen = join(home.dir, 'seen');
  const agent = await home.open({}, [
    shell('if grep -q forbidden; then echo "not on my host" >&2; exit 2; fi', { matcher: 'Bash' }),
    shell(`cat >> ${seen}; echo >> ${seen}`, { name: 'look', event: 'PostToolUse', onFailure: 'allow' }),
    shell('echo "the sky is $COLOUR in $HERO_SESSION_ID"', {
      name: 'greet',
      event: 'UserPromptSubmit',
      env: { COLOUR: 'green' },
    }),
    shell(`echo stopped >> ${seen}`, { name: 'end', event: 'Stop', onFailure: 'allow' }),
  ]);
  await agent.begin();
  await using _process = await startOnHost(home, model.url);
  const run = (command: string) => tool('Bash', { command, description: 'run' });
  const file = join(home.dir, 'work', 'a.txt');
  await agent.prompt(
    `Begin. ${script(run(`touch ${file}.forbidden`), run(`echo hi > ${file}`), text('Done.'))}`,
  );
  await home.message(({ type }) => type === 'result');

  expect(await readFile(file, 'utf8')).toBe('hi\n');
  await expect(readFile(`${file}.forbidden`)).rejects.toMatchObject({ code: 'ENOENT' });
  const lines = (await readFile(seen, 'utf8')).trim().split('\n');
  expect(lines).toHaveLength(2);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ hook_event_name: 'PostToolUse', tool_name: 'Bash' });
  expect(lines[1]).toBe('stopped');
  const heard = (words: string) => model.requests.some(({ body }) => body.includes(words));
  expect(heard('not on my host')).toBe(true);
  expect(heard(`the sky is green in ${sessionId}`)).toBe(true);
  const effects = new EffectStore(home.db).list(sessionId);
  expect(effects.map(({ server, tool, outcome }) => [server, tool, outcome])).toEqual([
    ['hook:UserPromptSubmit', 'greet', 'answered'],
    ['hook:PreToolUse', 'check', 'refused'],
    ['hook:PreToolUse', 'check', 'answered'],
    ['hook:PostToolUse', 'look', 'answered'],
    ['hook:Stop', 'end', 'answered'],
  ]);
  await agent[Symbol.asyncDispose]();
});

describe('a hook that does not answer', () => {
  const denied = (reason: unknown) => ({
    hookSpecificOutput: {
      hookEventName: 'PreToolUse',
      permissionDecision: 'deny',
      permissionDecisionReason: reason,
    },
  });

  test.each([
    ['fails', shell('exit 3'), 'exit code 3'],
    ['is killed', shell('kill -9 $$'), 'ended by SIGKILL'],
    ['takes too long', shell('sleep 60', { timeoutMs: 100 }), 'longer than 0.1 s'],
    ['writes without end', shell('yes'), 'too much'],
    ['is not there', hook({ command: ['/no/such/program'] }), 'cannot start'],
  ])('because it %s blocks or lets through, as the operator chose', async (_why, broken, reason) => {
    await using home = await createIngestHome();
    const closed = await runner(home, broken).answer('r1', callback('check'), never);
    expect(closed).toEqual(denied(expect.stringContaining(reason)));
    const open = await runner(home, { ...broken, onFailure: 'allow' }).answer('r2', callback('check'), never);
    expect(open).toEqual({ continue: true, systemMessage: expect.stringContaining(reason) as string });
  });

  test('because a crash cut it is not run again, and says so', async () => {
    await using home = await createIngestHome();
    const ran = join(home.dir, 'ran');
    const counting = shell(`echo once >> ${ran}; sleep 60`);
    const cut = new AbortController();
    const first = runner(home, counting).answer('r1', callback('check'), cut.signal);
    await expect.poll(async () => readFile(ran, 'utf8').catch(() => '')).toBe('once\n');
    cut.abort(new Error('the server stops'));
    await expect(first).rejects.toThrow('the server stops');

    const again = await runner(home, counting).answer('r1', callback('check'), never);
    expect(again).toEqual(denied(expect.stringContaining('interrupted, outcome unknown')));
    expect(await readFile(ran, 'utf8')).toBe('once\n');
    expect(new EffectStore(home.db).list(sessionId)).toMatchObject([{ outcome: 'unknown' }]);
  });

  test('because the file does not have it any more blocks what it guarded', async () => {
    await using home = await createIngestHome();
    const nobody = runner(home);
    expect(await nobody.answer('r1', callback('gone'), never)).toEqual(
      denied(expect.stringContaining('hooks.json')),
    );
    const after = await nobody.answer('r2', callback('gone', { hook_event_name: 'Stop' }), never);
    expect(after).toMatchObject({ continue: true });
  });
});

test('a shell of a hook does not begin with the files of a login', async () => {
  await using home = await createIngestHome();
  const bashrc = join(home.dir, '.bashrc');
  await writeFile(bashrc, 'echo read; exit 2\n');
  const asked = runner(home, shell('exit 0', { env: { HOME: home.dir } }));
  expect(await asked.answer('r1', callback('check'), never)).toEqual({ continue: true });
});

test('a container that asks without end gets few processes at once', async () => {
  await using home = await createIngestHome();
  const log = join(home.dir, 'log');
  const busy = runner(home, shell(`echo + >> ${log}; sleep 0.05; echo - >> ${log}`));
  const answers = Array.from({ length: 120 }, async (_, index) =>
    busy.answer(`r${index}`, callback('check', { command: '$(touch /tmp/pwned)' }), never),
  );
  const refused = (await Promise.all(answers)).filter((answer) => JSON.stringify(answer).includes('at once'));
  expect(refused.length).toBeGreaterThan(40);
  let running = 0;
  let most = 0;
  for (const mark of (await readFile(log, 'utf8')).trim().split('\n')) {
    running += mark === '+' ? 1 : -1;
    most = Math.max(most, running);
  }
  expect(most).toBeLessThanOrEqual(4);
});

describe('the file of hooks', () => {
  const write = async ({ dir }: IngestHome, content: unknown): Promise<string> => {
    const file = join(dir, 'hooks.json');
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o644 });
    return file;
  };
  const audit = { event: 'PreToolUse', matcher: 'Bash', command: ['audit'] };

  test('gives the global hooks and the named, with failing closed where it guards', async () => {
    await using home = await createIngestHome();
    const hooks = { audit, note: { event: 'Stop', command: ['note'], global: true, timeout_seconds: 5 } };
    const file = await write(home, { hooks });
    expect(await readOperatorHooks(file, [])).toMatchObject([
      { name: 'note', timeoutMs: 5000, onFailure: 'allow' },
    ]);
    expect(await readOperatorHooks(file, ['audit'])).toMatchObject([
      { name: 'audit', matcher: 'Bash', onFailure: 'block' },
      { name: 'note' },
    ]);
    await expect(readOperatorHooks(file, ['toString'])).rejects.toMatchObject({ kind: 'hook.unknown' });
    expect(await readOperatorHooks(join(home.dir, 'none.json'), [])).toEqual([]);
  });

  test.each([
    ['no JSON', '{'],
    ['a shell line', { hooks: { a: { event: 'Stop', command: 'rm -rf /' } } }],
    ['an unknown field', { hooks: { a: { event: 'Stop', command: ['x'], timeout: 3 } } }],
    ['an unknown event', { hooks: { a: { event: 'SessionStart', command: ['x'] } } }],
    ['a matcher for what is no tool', { hooks: { a: { event: 'Stop', matcher: 'x', command: ['x'] } } }],
    [
      'a Stop hook that would never let go',
      { hooks: { a: { event: 'Stop', command: ['x'], on_failure: 'block' } } },
    ],
  ])('is refused with %s', async (_what, content) => {
    await using home = await createIngestHome();
    const file = await write(home, content);
    await expect(readOperatorHooks(file, [])).rejects.toMatchObject({ kind: 'hook.file_broken' });
  });

  test('is refused when others may write it', async () => {
    await using home = await createIngestHome();
    const file = await write(home, { hooks: { audit } });
    await chmod(file, 0o666);
    await expect(readOperatorHooks(file, [])).rejects.toMatchObject({ kind: 'hook.file_broken' });
  });
});
