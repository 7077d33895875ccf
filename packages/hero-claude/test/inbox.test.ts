import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTempHome } from 'hero-claude-testkit';
import { describe, expect, it } from 'vitest';
import { fault, startRpcServer } from './fixtures/rpc-server.ts';
import { cliOnTerminal, runCli } from './run-cli.ts';

const slow = { timeout: 60_000 };
const session_id = 'a1b2c3d4';
const at = '2026-01-01T00:00:00Z';
const session = { session_id, name: 'Mend the login' };

const permission = {
  approval_id: `${session_id}-7`,
  session_id,
  kind: 'permission',
  tool: 'Bash',
  input: { command: 'make all' },
  reason: null,
  suggestions: [],
  asked_at: at,
  waiting: true,
  repeated: false,
};

describe('what waits', () => {
  it(
    'is answered in the terminal, with an edited input, and the second answerer is told who was first',
    slow,
    async () => {
      await using home = await createTempHome();
      const editor = join(home.dir, 'editor');
      await writeFile(editor, '#!/bin/sh\nsed -i s/all/some/ "$1"\n');
      await chmod(editor, 0o755);
      const open = new Map(
        ['7', '8'].map((n) => [n, { ...permission, approval_id: `${session_id}-${n}`, asked_at: at }]),
      );
      await using server = await startRpcServer(home, {
        'session.list': [session],
        'approval.list': () => ({ approvals: [...open.values()], more: false }),
        'approval.answer': ({ approval_id, decision }: { approval_id: string; decision: string }) => {
          open.delete(approval_id.slice(9));
          return approval_id.endsWith('8')
            ? fault(-32002, 'answered', {
                kind: 'approval.answered',
                facts: { approval_id, decision: 'deny', by: 'ana', at, elsewhere: false },
              })
            : { approval_id, decision, given: true };
        },
      });
      await using terminal = cliOnTerminal(home, ['inbox'], { EDITOR: editor });
      await terminal.until(/make all[\s\S]*y allow/);
      terminal.type('e');
      await terminal.until(/✓ Mend the login {2}Bash make all {2}allowed[\s\S]*y allow/);
      terminal.type('y');
      expect(await terminal.exited).toBe(0);
      expect(terminal.screen()).toMatch(
        /! Mend the login {2}Bash make all {2}denied by ana at .*, before you/,
      );
      expect(terminal.screen()).toMatch(/nothing waits for you$/);
      expect(server.calls.find(({ method }) => method === 'approval.answer')?.params).toEqual({
        approval_id: `${session_id}-7`,
        decision: 'allow',
        updated_input: { command: 'make some' },
      });
    },
  );

  it('is a list in a pipe, and a document for scripts', slow, async () => {
    await using home = await createTempHome();
    await using _server = await startRpcServer(home, {
      'session.list': [session],
      'approval.list': { approvals: [permission], more: false },
    });
    const [list, document] = await Promise.all([
      runCli(home.env, ['inbox']),
      runCli(home.env, ['inbox', '--json']),
    ]);
    expect(list.stdout).toMatch(/^a1b2c3d4-7 {2}Mend the login {2}permission {2}Bash make all/m);
    expect(document.json()).toEqual({
      approvals: [{ ...permission, session_name: 'Mend the login' }],
      more: false,
    });
  });
});

it('sends files that a prompt brings along', slow, async () => {
  await using home = await createTempHome();
  const picture = join(home.dir, 'a picture.png');
  await writeFile(picture, 'png');
  await using server = await startRpcServer(home, {
    'session.send': { uuid: 'u', state: 'sent', position: null },
  });
  const sent = await runCli(home.env, ['session', 'send', session_id, 'look', '--attachment', picture]);
  expect(sent).toMatchObject({ code: 0, stdout: 'sent\n' });
  expect(server.calls).toEqual([
    { method: 'upload', params: { url: '/upload?name=a%20picture.png', type: 'image/png', content: 'png' } },
    { method: 'session.send', params: { session_id, prompt: 'look', attachments: ['f'.repeat(32)] } },
  ]);
  const none = await runCli(home.env, ['session', 'send', session_id, 'look', '--attachment', '/none.png']);
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('/none.png') });
});

it('takes ids of questions and prompts by what a person says', slow, async () => {
  await using home = await createTempHome();
  const uuid = 'e93029e5-d08c-4730-9e66-49daa96b97b0';
  const queue = [{ uuid, position: 1, prompt: 'p', command: false, queued_by: null, queued_at: at }];
  await using server = await startRpcServer(home, {
    'session.list': [session],
    'trash.list': [],
    'approval.list': { approvals: [permission], more: false },
    'approval.answer': { approval_id: permission.approval_id, decision: 'deny', given: true },
    'queue.list': queue,
    'queue.cancel': [],
    'session.send': { uuid, state: 'queued', position: 1 },
  });
  const [answered, cancelled, sent, unknown] = await Promise.all([
    runCli(home.env, ['approval', 'answer', 'Mend the login', 'deny']),
    runCli(home.env, ['queue', 'cancel', 'a1b', '1']),
    runCli(home.env, ['session', 'send', 'a1b', '-'], { input: '/not a command\n' }),
    runCli(home.env, ['queue', 'cancel', 'a1b', '7', '--json']),
  ]);
  expect(answered.stdout).toBe('denied\n');
  expect(cancelled.stdout).toBe('nothing is queued\n');
  expect(sent.stdout).toBe('queued, place 1\n');
  expect(unknown).toMatchObject({ code: 3, stdout: expect.stringContaining('No prompt') });
  const params = (method: string) => server.calls.find((call) => call.method === method)?.params;
  expect(params('approval.answer')).toEqual({ approval_id: permission.approval_id, decision: 'deny' });
  expect(params('queue.cancel')).toEqual({ session_id, uuid });
  expect(params('session.send')).toEqual({ session_id, prompt: '/not a command' });
});
