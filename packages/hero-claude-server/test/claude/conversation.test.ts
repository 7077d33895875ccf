import { readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ModelServer, script, startModelServer, text, tool } from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IngestedMessage } from '../../src/adapters/claude/journal/message-ingest.ts';
import { InputStore } from '../../src/adapters/store/input-store.ts';
import { cliVersion } from '../../src/domain/agent/cli-version.ts';
import { promptAfterQuota } from '../../src/domain/agent/self-prompt.ts';
import { conversationId, createAgentHome } from './agent-home.ts';
import { startOnHost } from './host-agent.ts';
import { sessionId } from './ingest-home.ts';

let model: ModelServer;
beforeAll(async () => {
  model = await startModelServer();
});
afterAll(() => model.close());

const signal = AbortSignal.timeout(120_000);
const timeoutMs = 20_000;
const is = (type: string, subtype?: string) => (message: IngestedMessage) =>
  message.type === type && (subtype === undefined || message.subtype === subtype);
const isIdle = (message: IngestedMessage) =>
  is('system', 'session_state_changed')(message) && message.value?.state === 'idle';
const afterSeq =
  (seq: number, matches: (message: IngestedMessage) => boolean) => (message: IngestedMessage) =>
    message.seq > seq && matches(message);

test('a prompt becomes a turn with a verdict, receipts and states', { timeout: 60_000 }, async () => {
  await using home = await createAgentHome();
  await using conversation = await home.open();
  await conversation.begin();
  await using _agent = await startOnHost(home, model.url);
  await conversation.ready({ signal, timeoutMs });
  expect(conversation.facts.identity.version).toBe(cliVersion);
  const write = tool('Write', { file_path: join(home.dir, 'work', 'a.txt'), content: 'hello' });
  const { uuid } = await conversation.prompt(`do it ${script(write, text('It is written.'))}`);
  await home.message(isIdle);
  expect(await readFile(join(home.dir, 'work', 'a.txt'), 'utf8')).toBe('hello');
  expect(conversation.facts).toMatchObject({
    turn: 1,
    phase: 'idle',
    verdict: { isError: false, text: 'It is written.', turn: 1 },
    identity: {
      conversation: conversationId,
      model: 'claude-sonnet-5-5',
      permissionMode: 'bypassPermissions',
    },
  });
  // Working twice: since the prompt was said, then since the agent began.
  const states = home.states.map(({ state }) => state);
  expect(states).toEqual(['starting', 'idle', 'working', 'working', 'idle']);
  expect(new InputStore(home.db).get(sessionId, uuid)?.state).toBe('acknowledged');
  expect(home.messages.map(({ seq }) => seq)).toEqual(home.messages.map((_message, index) => index + 1));
  expect(home.messages.find(is('assistant'))).toMatchObject({
    turn: 1,
    toolUseId: expect.stringMatching(/^toolu_/),
  });
  expect(home.partial.length).toBeGreaterThan(0);
  expect(home.messages.some(is('stream_event'))).toBe(false);
});

test('what it says it has taken in stands in its transcript by then', { timeout: 60_000 }, async () => {
  await using home = await createAgentHome();
  await using conversation = await home.open();
  await conversation.begin();
  await using _agent = await startOnHost(home, model.url);
  const projects = join(home.dir, 'claude', 'projects');
  const missing: string[] = [];
  // Without a word of ours it is written a tenth of a second later at the latest: often, not always, too late.
  for (let turn = 1; turn <= 10; turn += 1) {
    const { uuid } = await conversation.prompt(`Prompt ${turn}`);
    await home.message((message) => message.uuid === uuid && message.value?.isReplay === true);
    const files = readdirSync(projects, { recursive: true, encoding: 'utf8' });
    const transcript = files.find((name) => name.endsWith(`${conversationId}.jsonl`)) ?? 'none';
    if (!readFileSync(join(projects, transcript), 'utf8').includes(`"uuid":"${uuid}"`)) missing.push(uuid);
    await home.message((message) => message.turn === turn && isIdle(message));
  }
  expect(missing).toEqual([]);
});

test('words that look like commands or files stay words', { timeout: 60_000 }, async () => {
  await using home = await createAgentHome();
  await writeFile(join(home.dir, 'work', 'note.txt'), 'THE CONTENT OF THE NOTE');
  await using conversation = await home.open();
  await conversation.begin();
  await using _agent = await startOnHost(home, model.url);
  await conversation.prompt('/compact @note.txt');
  await home.message(isIdle);
  const asked = model.requests.findLast((request) => JSON.stringify(request).includes('/compact @note.txt'));
  expect(asked).toBeDefined();
  expect(JSON.stringify(asked)).not.toContain('THE CONTENT OF THE NOTE');
});

test('a command runs as one, and the conversation it begins is the one that goes on', {
  timeout: 60_000,
}, async () => {
  await using home = await createAgentHome();
  await using conversation = await home.open();
  await conversation.begin();
  await using _agent = await startOnHost(home, model.url);
  await conversation.prompt(`before ${script(text('Said before.'))}`);
  const { seq } = await home.message(isIdle);
  await conversation.prompt('/clear', { command: true });
  const { seq: cleared } = await home.message(afterSeq(seq, isIdle));
  await conversation.prompt(`after ${script(text('Said after.'))}`);
  await home.message(afterSeq(cleared, is('result')));
  const asked = JSON.stringify(
    model.requests.findLast((request) => JSON.stringify(request).includes('Said after.')),
  );
  expect(asked).not.toContain('Said before.');
  expect(conversation.facts.identity.conversation).toMatch(/^[0-9a-f-]{36}$/);
  expect(conversation.facts.identity.conversation).not.toBe(conversationId);
  const next = await home.open();
  expect(next.facts.identity.conversation).toBe(conversation.facts.identity.conversation);
  await next[Symbol.asyncDispose]();
});

test('a question waits for a person and is answered once', { timeout: 60_000 }, async () => {
  await using home = await createAgentHome();
  await using conversation = await home.open();
  await conversation.begin();
  await using _agent = await startOnHost(home, model.url, 'default');
  const command = `echo asked > ${join(home.dir, 'work', 'b.txt')}`;
  await conversation.prompt(script(tool('Bash', { command, description: 'write' }), text('done')));
  await home.message(is('control_request', 'can_use_tool'));
  const state = conversation.state();
  expect(state).toMatchObject({ state: 'waiting', detail: 'Bash' });
  const [question = ''] = state.waiting_for ?? [];
  const allow = { behavior: 'allow', updatedInput: { command, description: 'write' } };
  expect(await conversation.answer(question, allow)).toBe(true);
  await home.message(isIdle);
  expect(await conversation.answer(question, allow)).toBe(false);
  await expect(conversation.answer('never-asked', allow)).rejects.toMatchObject({
    kind: 'agent.no_such_question',
  });
  expect(await readFile(join(home.dir, 'work', 'b.txt'), 'utf8')).toBe('asked\n');
});

test('a turn can be interrupted, and the agent asked to end', { timeout: 60_000 }, async () => {
  await using home = await createAgentHome();
  await using conversation = await home.open();
  await conversation.begin();
  await using agent = await startOnHost(home, model.url);
  await conversation.prompt(
    script(tool('Bash', { command: 'timeout 20 tail -f /dev/null', description: 'wait' }), text('done')),
  );
  await home.message(is('assistant'));
  await conversation.interrupt();
  await home.message(isIdle);
  expect(conversation.facts.verdict).toMatchObject({ isError: true, subtype: 'error_during_execution' });
  await conversation.end();
  await agent.exited;
  await conversation.agentEnded(0);
  expect(conversation.state()).toMatchObject({ state: 'exited', exit_code: 0 });
  await expect(conversation.interrupt()).rejects.toMatchObject({ kind: 'agent.gone' });
});

test('this program may die in mid-turn: the turn goes on and is taken up', { timeout: 60_000 }, async () => {
  await using home = await createAgentHome();
  const first = await home.open();
  await first.begin();
  await using _agent = await startOnHost(home, model.url);
  const { uuid } = await first.prompt(
    script(tool('Bash', { command: 'sleep 1', description: 'wait' }), text('survived')),
  );
  await home.message(is('assistant'));
  await first[Symbol.asyncDispose]();
  await using second = await home.open();
  await second.resume();
  expect(await second.prompt('said before', { uuid })).toMatchObject({ accepted: false });
  await home.message(isIdle);
  expect(second.facts).toMatchObject({ turn: 1, verdict: { text: 'survived' } });
  expect(home.messages.map(({ seq }) => seq)).toEqual(home.messages.map((_message, index) => index + 1));
  const { seq } = home.messages.at(-1) ?? { seq: 0 };
  await second.prompt(script(text('and answers')));
  await home.message(afterSeq(seq, isIdle));
  expect(second.facts).toMatchObject({ turn: 2, verdict: { text: 'and answers' } });
});

test('what a killed agent had not taken in goes to the next one, once', { timeout: 90_000 }, async () => {
  await using home = await createAgentHome();
  await using conversation = await home.open();
  await conversation.begin();
  {
    await using agent = await startOnHost(home, model.url);
    await conversation.prompt(script(text('first answer')), { uuid: 'aaaaaaaa-0000-4000-8000-000000000001' });
    await home.message(isIdle);
    await conversation.prompt(
      script(tool('Bash', { command: 'timeout 20 tail -f /dev/null', description: 'wait' })),
    );
    await home.message(afterSeq(home.messages.at(-1)?.seq ?? 0, is('assistant')));
    await conversation.prompt(script(text('second answer')), { priority: 'later' });
    agent.kill();
    await agent.exited;
    await conversation.agentEnded(null);
  }
  const { seq } = home.messages.at(-1) ?? { seq: 0 };
  await conversation.begin();
  await using _agent = await startOnHost(home, model.url);
  await home.message(afterSeq(seq, isIdle));
  expect(conversation.facts).toMatchObject({ generation: 2, verdict: { text: 'second answer' } });
  const answers = home.messages.filter(is('result')).map(({ value }) => value?.result);
  expect(answers).toEqual(['first answer', 'second answer']);
});

test('retries are shown while they last', { timeout: 60_000 }, async () => {
  await using home = await createAgentHome();
  await using conversation = await home.open();
  await conversation.begin();
  await using _agent = await startOnHost(home, model.url);
  await conversation.prompt(script({ error: { status: 529, times: 1 } }, text('at last')));
  await home.message(isIdle);
  expect(conversation.facts.verdict).toMatchObject({ isError: false, text: 'at last' });
  expect(home.states).toContainEqual(
    expect.objectContaining({ state: 'retrying', attempt: 1, detail: expect.stringContaining('529') }),
  );
  expect(conversation.state().state).toBe('idle');
});

test('prompts said while it works steer it, and each has its receipt', { timeout: 60_000 }, async () => {
  await using home = await createAgentHome();
  await using conversation = await home.open();
  await conversation.begin();
  await using _agent = await startOnHost(home, model.url);
  const wait = tool('Bash', { command: 'sleep 1', description: 'wait' });
  const uuids = [(await conversation.prompt(script(wait, text('one'), text('two')))).uuid];
  await home.message(is('assistant'));
  for (const words of ['also this', 'and that', 'and more'])
    uuids.push((await conversation.prompt(words)).uuid);
  uuids.push((await conversation.prompt('at last', { priority: 'later' })).uuid);
  const inputs = new InputStore(home.db);
  await home.message(() => uuids.every((uuid) => inputs.get(sessionId, uuid)?.state === 'acknowledged'));
  expect(inputs.unsettled(sessionId)).toEqual([]);
});

test('a used-up account is waited for, and then the agent goes on by itself', {
  timeout: 60_000,
}, async () => {
  await using home = await createAgentHome();
  await using conversation = await home.open();
  await conversation.begin();
  await using _agent = await startOnHost(home, model.url);
  const reset = Math.floor(Date.now() / 1000) + 3600;
  const headers = {
    'anthropic-ratelimit-unified-status': 'rejected',
    'anthropic-ratelimit-unified-reset': String(reset),
    'anthropic-ratelimit-unified-representative-claim': 'five_hour',
  };
  const limited = { error: { status: 429, type: 'rate_limit_error', message: 'limited' }, headers };
  await conversation.prompt(script(limited, text('never')));
  await home.message(isIdle);
  expect(conversation.state()).toMatchObject({
    state: 'quota',
    until: new Date(reset * 1000).toISOString(),
  });
  const prompt = promptAfterQuota(sessionId, conversation.facts);
  expect(prompt).not.toBeNull();
  const { seq } = home.messages.at(-1) ?? { seq: 0 };
  await conversation.prompt(prompt?.text ?? '', { uuid: prompt?.uuid ?? '' });
  await home.message(afterSeq(seq, isIdle));
  expect(conversation.state().state).toBe('idle');
  expect(promptAfterQuota(sessionId, conversation.facts)).toBeNull();
});
