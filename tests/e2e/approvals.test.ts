import type { Approval, Client } from 'hero-claude-sdk';
import { type Product, type ScriptStepInput, script, startProduct, text, tool } from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addRepo, clientOf, eventUntil, turnDone } from './support/session.ts';

let product: Product;
let client: Client;
beforeAll(async () => {
  product = await startProduct();
  client = clientOf(product);
  await addRepo(product, 'shop');
});
afterAll(() => product.close());

const write = (name: string) => tool('Bash', { command: `echo hi > ${name}`, description: 'write' });

/** Starts a session whose agent asks before it does anything. */
async function askingSession(
  steps: ScriptStepInput[],
  permission_mode: 'default' | 'plan' = 'default',
): Promise<string> {
  const task = `Ask. ${script(...steps)}`;
  const { session_id } = await client.session.create({ repos: ['shop'], task, permission_mode });
  await client.session.start({ session_id });
  return session_id;
}

async function waiting(session_id: string): Promise<Approval[]> {
  return (await client.approval.list({ session_id })).approvals;
}

/** The question of the session that waits, once it has asked so many. */
async function question(session_id: string, asked = 1): Promise<Approval> {
  let seen = 0;
  await eventUntil(
    client,
    (event) => event.session_id === session_id && event.type === 'approval.asked' && ++seen === asked,
  );
  const [first] = await waiting(session_id);
  if (first === undefined) throw new Error('nothing waits');
  return first;
}

const exists = async (session_id: string, file: string): Promise<boolean> =>
  (await client.session.exec({ session_id, command: ['test', '-e', file] })).exit_code === 0;

test('a question survives a kill of the server, is answered once, and names who did', async () => {
  const session_id = await askingSession([write('a.txt'), text('Done.')]);
  const asked = await question(session_id);
  expect(asked).toMatchObject({
    session_id,
    kind: 'permission',
    tool: 'Bash',
    input: { command: 'echo hi > a.txt' },
    repeated: false,
  });
  const { approval_id } = asked;
  await eventUntil(client, ({ data }) => JSON.stringify(data).includes(`"waiting_for":["${approval_id}"]`));
  expect((await client.session.info({ session_id })).bucket).toBe('needs_you');

  await product.server.kill9();
  await product.start('server');
  expect(await waiting(session_id)).toEqual([{ ...asked, waiting: true }]);
  const answers = await Promise.allSettled([
    product.rpc('approval.answer', { approval_id, decision: 'allow' }, { headers: { 'x-hero-user': 'ana' } }),
    client.approval.answer({ approval_id, decision: 'deny' }),
  ]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  await turnDone(client, session_id);
  const { by, decision } = await client.approval.answer({ approval_id, decision: 'deny' }).then(
    () => ({ by: undefined, decision: undefined }),
    ({ facts }: { facts: { by: string | null; decision: string } }) => facts,
  );
  expect([by, decision]).toEqual(answers[0].status === 'fulfilled' ? ['ana', 'allow'] : [null, 'deny']);
  expect(await waiting(session_id)).toEqual([]);
});

test('an edited input is what runs, a denial is heard, and deny and stop ends the turn', async () => {
  const session_id = await askingSession([
    write('a.txt'),
    write('b.txt'),
    write('c.txt'),
    text('Never said.'),
  ]);
  const updated_input = { command: 'echo hi > edited.txt', description: 'write' };
  await client.approval.answer({ ...idOf(await question(session_id)), decision: 'allow', updated_input });
  const second = await question(session_id, 2);
  await client.approval.answer({ ...idOf(second), decision: 'deny', message: 'Not that one, please.' });
  await client.approval.answer({ ...idOf(await question(session_id, 3)), decision: 'deny_and_stop' });
  await turnDone(client, session_id);

  expect(await exists(session_id, 'edited.txt')).toBe(true);
  for (const file of ['a.txt', 'b.txt', 'c.txt']) expect(await exists(session_id, file)).toBe(false);
  const heard = product.modelServer.requests.some(({ body }) => body.includes('Not that one, please.'));
  expect(heard).toBe(true);
  expect((await client.session.info({ session_id })).last_turn?.is_error).toBe(true);
});

test('allowed for the session, the same is not asked again', async () => {
  const run = tool('Bash', { command: 'bash -c "exit 0"', description: 'run' });
  const session_id = await askingSession([run, run, text('Done.')]);
  await client.approval.answer({ ...idOf(await question(session_id)), decision: 'allow_for_session' });
  await turnDone(client, session_id);
  expect((await client.session.info({ session_id })).last_turn?.result).toBe('Done.');
});

test('an edit allowed for the session changes the mode, and so does configure, at once', async () => {
  const edit = (name: string) => tool('Write', { file_path: `/workspace/code/shop/${name}`, content: 'hi' });
  const session_id = await askingSession([edit('a.txt'), edit('b.txt'), text('Done.')]);
  const modes = async () => {
    const { permission_mode, agent_permission_mode } = await client.session.info({ session_id });
    return [permission_mode, agent_permission_mode];
  };
  const asked = await question(session_id);
  expect(await modes()).toEqual(['default', 'default']);
  await client.approval.answer({ ...idOf(asked), decision: 'allow_for_session' });
  await turnDone(client, session_id);
  expect(await modes()).toEqual(['default', 'acceptEdits']);
  await client.session.configure({ session_id, permission_mode: 'plan' });
  expect(await modes()).toEqual(['plan', 'plan']);
  // What was started without the bypass keeps its mode until the next start.
  await client.session.configure({ session_id, permission_mode: 'bypassPermissions' });
  expect(await modes()).toEqual(['bypassPermissions', 'plan']);
  await client.session.stop({ session_id });
  expect(await modes()).toEqual(['bypassPermissions', null]);
});

test('questions of the agent and its plan are answered from the same list', async () => {
  const ask = tool('AskUserQuestion', {
    questions: [
      {
        question: 'Which colour?',
        header: 'Colour',
        options: [
          { label: 'Red', description: 'warm' },
          { label: 'Blue', description: 'cold' },
        ],
        multiSelect: false,
      },
    ],
  });
  const plan = tool('ExitPlanMode', { plan: '1. Paint it.' });
  const session_id = await askingSession([ask, plan, text('Painted.')], 'plan');
  const first = await question(session_id);
  expect(first.kind).toBe('question');
  await expect(client.approval.answer({ ...idOf(first), decision: 'allow' })).rejects.toMatchObject({
    kind: 'approval.answers_needed',
  });
  await client.approval.answer({ ...idOf(first), decision: 'allow', answers: { 'Which colour?': 'Blue' } });
  const second = await question(session_id, 2);
  expect(second.kind).toBe('plan');
  await client.approval.answer({ ...idOf(second), decision: 'allow' });
  await turnDone(client, session_id);
  const told = product.modelServer.requests.some(({ body }) =>
    body.includes('\\"Which colour?\\"=\\"Blue\\"'),
  );
  expect(told).toBe(true);
});

test('a killed container asks again: the same question, and an answer given meanwhile is used', async () => {
  const session_id = await askingSession([write('a.txt'), text('Done.')]);
  const asked = await question(session_id);
  await killAgent(session_id);
  expect(await waiting(session_id)).toMatchObject([{ approval_id: asked.approval_id, waiting: false }]);
  const early = await client.approval.answer({ ...idOf(asked), decision: 'allow' });
  expect(early.given).toBe(false);
  await client.session.start({ session_id });
  await turnDone(client, session_id);
  expect(await exists(session_id, 'a.txt')).toBe(true);
  expect(await waiting(session_id)).toEqual([]);
});

test('an interrupted turn takes its questions back, and a stop leaves none', async () => {
  const session_id = await askingSession([write('a.txt'), text('Done.')]);
  const { approval_id } = await question(session_id);
  expect(await client.session.interrupt({ session_id })).toEqual({ interrupted: true, queued: 0 });
  expect(await waiting(session_id)).toEqual([]);
  await expect(client.approval.answer({ approval_id, decision: 'allow' })).rejects.toMatchObject({
    kind: 'approval.cancelled',
  });
  expect(await client.session.interrupt({ session_id })).toEqual({ interrupted: false, queued: 0 });

  await client.session.send({ session_id, prompt: script(write('b.txt'), text('Done.')) });
  await question(session_id, 2);
  await client.session.stop({ session_id });
  expect(await waiting(session_id)).toEqual([]);
});

test('an answer from inside the container is recorded as such', async () => {
  const session_id = await askingSession([write('a.txt'), text('Done.')]);
  const { approval_id } = await question(session_id);
  const lines = (await client.session.logs({ session_id, limit: 1000 })).lines.map(
    (line) => JSON.parse(line) as { type: string; request_id?: string },
  );
  const request_id = lines.find(({ type }) => type === 'control_request')?.request_id;
  const response = { behavior: 'allow', updatedInput: { command: 'echo hi > forged.txt' } };
  const line = JSON.stringify({
    type: 'control_response',
    response: { subtype: 'success', request_id, response },
  });
  const forge = `for p in /proc/[0-9]*; do case $(tr '\\0' ' ' < $p/cmdline) in claude*) printf '%s\\n' "$0" > $p/fd/0;; esac; done`;
  await client.session.exec({ session_id, command: ['bash', '-c', forge, line] });
  await turnDone(client, session_id);
  await expect(client.approval.answer({ approval_id, decision: 'deny' })).rejects.toMatchObject({
    kind: 'approval.answered',
    facts: { elsewhere: true, decision: 'allow', by: null },
  });
});

function idOf({ approval_id }: Approval): { approval_id: string } {
  return { approval_id };
}

async function killAgent(session_id: string): Promise<void> {
  const kill = `for p in /proc/[0-9]*; do case $(tr '\\0' ' ' < $p/cmdline) in claude*) kill -9 \${p#/proc/};; esac; done`;
  await client.session.exec({ session_id, command: kill }).catch(() => undefined);
  await eventUntil(
    client,
    (event) =>
      event.session_id === session_id &&
      event.type === 'session.changed' &&
      (event.data as { status?: string }).status === 'stopped',
  );
}

test('what a rule covers is answered before anybody is asked, until the rule is gone', async () => {
  const [make, force] = ['echo made > made.txt', 'echo forced > forced.txt'].map((command) =>
    tool('Bash', { command, description: 'run' }),
  );
  if (make === undefined || force === undefined) throw new Error('no steps');
  const first = await askingSession([make, text('Done.')]);
  const asked = await question(first);
  await client.approval.answer({ ...idOf(asked), decision: 'allow', always: true });
  await turnDone(client, first);
  await client.approval.rules({
    add: { repo: 'shop', tool: 'Bash', pattern: '*forced*', behavior: 'deny' },
  });

  const second = await askingSession([make, force, text('Done.')]);
  await turnDone(client, second);
  expect(await exists(second, 'made.txt')).toBe(true);
  expect(await exists(second, 'forced.txt')).toBe(false);
  const { rules } = await client.approval.rules({ repo: 'shop' });
  expect(rules).toMatchObject([
    { tool: 'Bash', pattern: 'echo made > made.txt', behavior: 'allow' },
    { tool: 'Bash', pattern: '*forced*', behavior: 'deny' },
  ]);
  const settled: unknown[] = [];
  const read = new AbortController();
  for await (const { type, session_id, data } of client.follow({ after: 0, signal: read.signal })) {
    if (session_id !== second) continue;
    expect(type).not.toBe('approval.asked');
    if (type === 'approval.settled') settled.push(data);
    if (settled.length === 2) break;
  }
  expect(settled).toMatchObject(
    rules.map(({ rule_id, behavior }) => ({ decision: behavior, by: `rule ${rule_id}` })),
  );

  for (const { rule_id } of rules) await client.approval.rules({ remove: rule_id });
  const third = await askingSession([make, text('Done.')]);
  const waits = await question(third);
  // What already waits is answered by the new rule, and that is on record.
  const again = { repo: 'shop', tool: 'Bash', pattern: 'echo made > made.txt', behavior: 'allow' } as const;
  const { rules: one } = await client.approval.rules({ add: again });
  await turnDone(client, third);
  expect(await exists(third, 'made.txt')).toBe(true);
  await expect(client.approval.answer({ ...idOf(waits), decision: 'deny' })).rejects.toMatchObject({
    kind: 'approval.answered',
    facts: { decision: 'allow', by: `rule ${one[0]?.rule_id}` },
  });
  await client.approval.rules({ remove: one[0]?.rule_id });
  await expect(
    client.approval.rules({ add: { repo: 'shop', tool: 'AskUserQuestion', behavior: 'allow' } }),
  ).rejects.toMatchObject({ kind: 'approval.rule_impossible' });
});
