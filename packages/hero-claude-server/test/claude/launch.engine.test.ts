import { readFile } from 'node:fs/promises';
import { type ModelServer, script, startModelServer, text, tool } from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IngestedMessage } from '../../src/adapters/claude/journal/message-ingest.ts';
import { launchExit } from '../../src/adapters/claude/launch/launch-script.ts';
import { Installation, user } from '../docker/docker-fixture.ts';
import { conversationId, createAgentHome } from './agent-home.ts';
import { prepareSession, startInContainer } from './container-agent.ts';

let model: ModelServer;
beforeAll(async () => {
  model = await startModelServer();
});
afterAll(() => model.close());

const ready = { signal: AbortSignal.timeout(110_000), timeoutMs: 30_000 };
const bash = (command: string) => tool('Bash', { command, description: 'test' });
const idleAfter = (seq: number) => (message: IngestedMessage) =>
  message.seq > seq && message.value?.state === 'idle';
/** What the model was shown in the last request that holds `words`. */
const shown = (words: string) =>
  JSON.stringify(model.requests.findLast((request) => JSON.stringify(request).includes(words)));

test('a container becomes an agent that knows its user, its repository and its limits', async () => {
  await using home = await createAgentHome(user);
  await using installation = await Installation.open();
  await using _model = await prepareSession(home, model.url);
  await using conversation = await home.open();
  await conversation.begin();
  const setup = [
    'echo "setup in $PWD with ${CLAUDE_CODE_OAUTH_TOKEN:-no token}"',
    'touch "$HOME/was-set-up"',
  ];
  const agent = await startInContainer(home, installation, { setup });
  await conversation.ready(ready);
  const look = 'whoami; pwd; ls "$HOME"; env | grep -c "^https_proxy=http://127.0.0.1:3128$"; echo "$CI"';
  await conversation.prompt(`first words ${script(bash(look), text('seen'))}`);
  await home.message(idleAfter(0));
  expect(conversation.facts).toMatchObject({
    verdict: { isError: false, text: 'seen' },
    identity: {
      conversation: conversationId,
      model: 'claude-sonnet-5-5',
      permissionMode: 'bypassPermissions',
    },
  });
  const output = home.messages.find(({ type, toolUseId }) => type === 'user' && toolUseId !== null)?.value;
  expect(output?.tool_use_result).toMatchObject({ stdout: 'agent\n/workspace/code/shop\nwas-set-up\n1\n1' });
  for (const words of [
    'The user says',
    'The repository says',
    'greet',
    'made for this session by hero-claude',
  ])
    expect(shown('first words')).toContain(words);
  expect(await readFile(home.files.err, 'utf8')).toContain('setup in /workspace/code/shop with no token');
  expect(await agent.exec('cat /proc/1/comm; ps -o comm= -C socat | sort -u')).toContain('socat');
  await conversation.end();
  expect(await agent.exited).toMatchObject({ exitCode: 0 });
});

test('a stopped agent goes on with its conversation in the next container', async () => {
  await using home = await createAgentHome(user);
  await using installation = await Installation.open();
  await using _model = await prepareSession(home, model.url);
  await using conversation = await home.open();
  const uuid = 'aaaaaaaa-0000-4000-8000-000000000001';
  for (const [generation, words] of ['one', 'two'].entries()) {
    const { seq } = home.messages.at(-1) ?? { seq: 0 };
    await conversation.begin();
    const agent = await startInContainer(home, installation);
    await conversation.prompt(`my words are ${words} ${script(text(`answer ${words}`))}`);
    expect(await conversation.prompt('asked once', { uuid })).toEqual({ uuid, accepted: generation === 0 });
    await home.message(idleAfter(seq));
    await installation.engine.stop(agent.id, 5000);
    await conversation.agentEnded((await agent.exited).exitCode);
    await installation.engine.remove(agent.id);
    expect(conversation.state().state).toBe('exited');
  }
  expect(shown('my words are two')).toContain('my words are one');
  expect(conversation.facts).toMatchObject({ generation: 2, verdict: { text: 'answer two' } });
});

test('a killed agent: its turn goes on, and what it was told before and in between is not run again', async () => {
  await using home = await createAgentHome(user);
  await using installation = await Installation.open();
  await using _model = await prepareSession(home, model.url);
  await using conversation = await home.open();
  await conversation.begin();
  const agent = await startInContainer(home, installation);
  const [task, steer, last] = ['1', '2', '3'].map((n) => `aaaaaaaa-0000-4000-8000-00000000000${n}`) as [
    string,
    string,
    string,
  ];
  const wait = 'until [ -e /workspace/code/shop/go-on ]; do sleep 0.1; done';
  await conversation.prompt(`The task. ${script(bash('sleep 1'), bash(wait), text('Finished.'))}`, {
    uuid: task,
  });
  await home.message(({ type }) => type === 'assistant');
  await conversation.prompt('By the way.', { uuid: steer });
  const written = `until grep -q '"source_uuid":"${steer}"' /workspace/.claude/projects/*/*.jsonl; do sleep 0.1; done`;
  await agent.exec(`timeout 30 bash -c ${JSON.stringify(written).replaceAll('$', '\\$')}`);
  // Taken from the queue is not yet written down; and what the CLI noted as its leaf may be the note of a failed call.
  const taken = { type: 'queue-operation', operation: 'remove', commandUuid: last };
  const failed = {
    parentUuid: task,
    isSidechain: false,
    type: 'system',
    subtype: 'api_error',
    level: 'error',
    uuid: 'bbbbbbbb-0000-4000-8000-000000000001',
    timestamp: new Date().toISOString(),
    sessionId: conversationId,
  };
  const leaf = { type: 'last-prompt', leafUuid: failed.uuid, sessionId: conversationId };
  const rows = [taken, failed, leaf].map((row) => JSON.stringify(row)).join('\n');
  await agent.exec(`for file in /workspace/.claude/projects/*/*.jsonl; do echo '${rows}' >> "$file"; done`);
  await installation.engine.kill(agent.id);
  await conversation.agentEnded((await agent.exited).exitCode);
  await installation.engine.remove(agent.id);

  await conversation.prompt('Last words.', { uuid: last });

  const { seq } = home.messages.at(-1) ?? { seq: 0 };
  await conversation.begin({ resumeTurn: true });
  const { head } = conversation;
  expect(head.prompts).toEqual([task, steer, last]);
  // What stands in the transcript is gone on with, whether or not anybody knows of a turn that was cut.
  const next = await startInContainer(home, installation, { head, resumeInterruptedTurn: false });
  await next.exec('touch /workspace/code/shop/go-on');
  await home.message(({ seq: at, type }) => at > seq && type === 'result');
  const kept = home.messages.filter(({ type }) => type === 'hero_claude');
  expect(kept.map(({ value }) => value?.prompt_uuid)).toEqual([task, steer]);
  expect(conversation.facts.verdict).toMatchObject({ isError: false });
  expect(shown('The task.').split('The task.')).toHaveLength(2);
  expect(shown('The task.').split('By the way.')).toHaveLength(2);
  await home.message(({ type, uuid }) => type === 'user' && uuid === last);
});

test('a failed set-up ends the container before there is an agent', async () => {
  await using home = await createAgentHome(user);
  await using installation = await Installation.open();
  await using _model = await prepareSession(home, model.url);
  await using conversation = await home.open();
  await conversation.begin();
  const setup = ['echo first', 'echo broken >&2; exit 7', 'touch "$HOME/never"'];
  const agent = await startInContainer(home, installation, { setup });
  const { exitCode } = await agent.exited;
  await conversation.agentEnded(exitCode);
  expect(exitCode).toBe(launchExit.setupFailed);
  expect(await readFile(home.files.err, 'utf8')).toMatch(
    /broken\n.*setup ended with exit code 7: echo broken/s,
  );
  await expect(conversation.ready(ready)).rejects.toMatchObject({ kind: 'agent.gone' });
  expect(home.messages).toEqual([]);
});

test('a flooding container is paused by nobody as long as it is read in time, and loses no line', async () => {
  await using home = await createAgentHome(user);
  await using installation = await Installation.open();
  await using _model = await prepareSession(home, model.url);
  await using conversation = await home.open();
  await conversation.begin();
  const agent = await startInContainer(home, installation);
  await conversation.ready(ready);
  const flood =
    'for ((n = 0; n < 20000; n++)); do echo "{\\"type\\":\\"flood\\",\\"n\\":$n}"; done >> /run/hero-io/out';
  await agent.exec(flood);
  await conversation.drain();
  const numbers = home.messages.filter(({ type }) => type === 'flood').map(({ value }) => value?.n);
  expect(numbers).toEqual(Array.from({ length: 20_000 }, (_none, index) => index));
  expect(conversation.state().state).toBe('idle');
});
