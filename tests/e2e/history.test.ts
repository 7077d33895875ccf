import { script, startProduct, text, tool, tools } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { addRepo, clientOf, eventUntil, turnDone } from './support/session.ts';

test('turns say who began them, what they did and used; the gateway counted the same', async () => {
  await using product = await startProduct();
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const helper = tool('Agent', {
    description: 'look',
    prompt: script(tool('Bash', { command: 'ls', description: 'list' }), text('Looked.')),
    subagent_type: 'general-purpose',
    run_in_background: false,
  });
  const edits = tools([
    { name: 'Write', input: { file_path: '/workspace/code/shop/new.txt', content: 'hello' } },
    { name: 'Bash', input: { command: 'cat new.txt', description: 'read' } },
  ]);
  const background = tool('Bash', { command: 'sleep 1', description: 'wait', run_in_background: true });
  const { session_id } = await client.session.create({
    repos: ['shop'],
    task: `Do. ${script(helper, edits, text('Written.'))}`,
  });
  expect(await client.session.usage({ session_id })).toMatchObject({ messages: 0, agent_cost_usd: 0 });
  await client.session.start({ session_id });
  await turnDone(client, session_id);
  const prompt = `Wait. ${script(background, text('Waiting.'), text('It ended.'))}`;
  const { uuid } = await client.session.send({ session_id, prompt });
  await turnDone(client, session_id, 3);

  const { turns } = await client.session.turns({ session_id });
  expect(turns).toMatchObject([
    {
      turn: 1,
      started_by: 'user',
      state: 'done',
      result: 'Written.',
      files: ['/workspace/code/shop/new.txt'],
    },
    { turn: 2, started_by: 'user', state: 'done', result: 'Waiting.', prompts: [uuid] },
    { turn: 3, started_by: 'background', state: 'done', result: 'It ended.' },
  ]);
  expect(turns[0]?.tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['Agent', 'Write', 'Bash']));
  const usage = await client.session.usage({ session_id });
  const sum = (key: 'input_tokens' | 'output_tokens') =>
    turns.reduce((total, { tokens }) => total + (tokens?.[key] ?? 0), 0);
  expect([sum('input_tokens'), sum('output_tokens')]).toEqual([usage.input_tokens, usage.output_tokens]);
  const cost = turns.reduce((total, { cost_usd }) => total + (cost_usd ?? 0), 0);
  expect(cost).toBeCloseTo(usage.agent_cost_usd, 10);
  expect(cost).toBeGreaterThan(0);

  const { messages } = await client.session.messages({ session_id, types: ['result'] });
  expect(messages.map(({ turn, line }) => [turn, line?.['result']])).toEqual([
    [1, 'Written.'],
    [2, 'Waiting.'],
    [3, 'It ended.'],
  ]);

  const found = await client.search.messages({ text: 'written.', session_id });
  expect(found).toMatchObject([
    { kind: 'tool_result', turn: 2 },
    { kind: 'answer', excerpt: 'Written.', turn: 1 },
    { kind: 'prompt', turn: 1 },
  ]);

  await client.session.send({ session_id, prompt: script(tool('Bash', { command: 'sleep 60' })) });
  await eventUntil(client, ({ data }) => JSON.stringify(data).includes('sleep 60'));
  expect((await client.session.turns({ session_id, after: 3 })).turns).toMatchObject([{ state: 'running' }]);
  await client.session.interrupt({ session_id });
  expect((await client.session.turns({ session_id, after: 3 })).turns).toMatchObject([
    { state: 'interrupted' },
  ]);
});
