import { appendFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { forgetCutTurn, keptFacts } from '../../src/adapters/claude/journal/kept-facts.ts';
import { type AgentHome, createAgentHome } from './agent-home.ts';
import { sessionId } from './ingest-home.ts';

const state = (name: string) => ({ type: 'system', subtype: 'session_state_changed', state: name });
const says = (id: string, ...content: object[]) => ({ type: 'assistant', message: { id, content } });
const calls = (command: string) => ({ type: 'tool_use', id: 'any', name: 'Bash', input: { command } });
const words = (text: string) => ({ type: 'text', text });
const echo = (uuid: string) => ({ type: 'user', isReplay: true, uuid });
const result = { type: 'result', subtype: 'success', is_error: false };

/** What an agent writes, and waits until all of it is kept. */
async function write(home: AgentHome, ...lines: object[]): Promise<void> {
  const last = home.messages.length + lines.length;
  await appendFile(home.files.out, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await home.message(({ seq }) => seq === last);
}

test('after a crash in mid-turn the next agent goes on with it, and what it says again is marked', async () => {
  await using home = await createAgentHome();
  await using conversation = await home.open();
  await conversation.begin();
  await write(home, state('running'), echo('u1'), says('m1', words('First.')), says('m1', calls('make')));
  await conversation.agentEnded(137);
  await conversation.begin({ resumeTurn: true });
  expect(conversation.facts).toMatchObject({ generation: 2, cutTurn: 1 });
  await write(home, echo('u1'), state('running'), says('m2', calls('make')), says('m2', calls('make')));
  await write(
    home,
    says('m3', words('Second.')),
    state('idle'),
    state('running'),
    says('m4', words('First.')),
  );
  const repeats = home.messages.map(({ seq, repeats: of }) => [seq, of]).filter(([, of]) => of !== null);
  expect(repeats).toEqual([
    [5, 2],
    [7, 4],
  ]);
});

test('a turn that a person has ended is not taken up again', async () => {
  await using home = await createAgentHome();
  await using conversation = await home.open();
  await conversation.begin();
  await write(home, state('running'), says('m1', calls('make')));
  await expect(conversation.interrupt(AbortSignal.timeout(100))).rejects.toBeDefined();
  await conversation.agentEnded(null);
  expect(keptFacts(home.db, sessionId)).toMatchObject({ phase: 'exited', cutTurn: null });
});

test('a turn stays cut until it has gone on, however often the agent dies before that', async () => {
  await using home = await createAgentHome();
  await using conversation = await home.open();
  await conversation.begin();
  await write(home, state('running'));
  await conversation.agentEnded(null);
  await conversation.begin({ resumeTurn: true });
  await conversation.agentEnded(1);
  expect(keptFacts(home.db, sessionId)?.cutTurn).toBe(1);
  await conversation.begin({ resumeTurn: true });
  await write(home, state('running'), state('idle'));
  await conversation.agentEnded(1);
  expect(keptFacts(home.db, sessionId)?.cutTurn).toBeNull();
});

test('another prompt at the start, or a stop in between, ends it', async () => {
  await using home = await createAgentHome();
  await using conversation = await home.open();
  await conversation.begin();
  await write(home, state('running'));
  await conversation.agentEnded(null);
  expect(keptFacts(home.db, sessionId)?.cutTurn).toBe(1);
  forgetCutTurn(home.db, sessionId);
  expect(keptFacts(home.db, sessionId)?.cutTurn).toBeNull();
  await conversation.begin();
  await write(home, state('running'));
  await conversation.agentEnded(null);
  await conversation.begin();
  expect(conversation.facts.cutTurn).toBeNull();
});

test('a prompt whose turn was cut is said again, one that has its result is not', async () => {
  await using home = await createAgentHome();
  await using conversation = await home.open();
  await conversation.begin();
  const { uuid: done } = await conversation.prompt('done');
  const { uuid: cut } = await conversation.prompt('cut');
  const { uuid: cancelled } = await conversation.prompt('cancelled');
  await write(home, state('running'), echo(done), result, state('idle'));
  await write(home, state('running'), echo(cut), echo(cancelled));
  await write(home, { type: 'command_lifecycle', state: 'cancelled', command_uuid: cancelled });
  await conversation.agentEnded(137);
  await conversation.begin({ resumeTurn: true });
  expect(conversation.head.prompts).toEqual([cut]);
});

test('a prompt that is answered right behind another turn, without a rest, is cut like any other', async () => {
  await using home = await createAgentHome();
  await using conversation = await home.open();
  await conversation.begin();
  const { uuid: done } = await conversation.prompt('done');
  const { uuid: late } = await conversation.prompt('late');
  await write(home, state('running'), echo(done), result, echo(late));
  await conversation.agentEnded(137);
  await conversation.begin({ resumeTurn: true });
  expect(conversation.facts.cutTurn).toBe(1);
  expect(conversation.head.prompts).toEqual([late]);
});

test('a prompt whose turn a person has ended is not said again', async () => {
  await using home = await createAgentHome();
  await using conversation = await home.open();
  await conversation.begin();
  const { uuid } = await conversation.prompt('too much');
  await write(home, state('running'), echo(uuid));
  await expect(conversation.interrupt(AbortSignal.timeout(100))).rejects.toBeDefined();
  await conversation.agentEnded(null);
  await conversation.begin({ resumeTurn: true });
  expect(conversation.head.prompts).toEqual([]);
});

test('what a prompt brings that is taken in a second time is marked, whenever that is and whoever reads it', async () => {
  await using home = await createAgentHome();
  {
    await using conversation = await home.open();
    await conversation.begin();
    const { uuid } = await conversation.prompt('twice');
    await write(home, state('running'), echo(uuid), says('m1', calls('make')), says('m2', words('Done.')));
    await write(home, result, state('idle'), state('running'), says('m3', calls('make')), state('idle'));
    await write(home, state('running'), echo(uuid), says('m4', calls('make')));
  }
  await using later = await home.open();
  await write(home, says('m5', calls('make')), says('m6', words('Done.')), state('idle'));
  await write(home, state('running'), says('m7', calls('make')));
  const seqs = home.messages.flatMap(({ seq, repeats }) => (repeats === null ? [] : [seq, repeats]));
  expect(seqs).toEqual([11, 2, 12, 3, 14, 4]);
  expect(later.facts.turn).toBe(4);
});
