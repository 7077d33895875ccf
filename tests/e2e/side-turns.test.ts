import { apiError, script, startProduct, text, tool } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { addRepo, clientOf, eventUntil, turnDone } from './support/session.ts';

test('a session and its commit get names from side turns that leave the conversation alone', async () => {
  await using product = await startProduct({ env: { HERO_CLAUDE_SIDE_TURNS: 'on' } });
  const client = clientOf(product);
  await addRepo(product, 'shop');
  // The scripted model plays the script it finds, whoever asks.
  const { session_id, name } = await client.session.create({
    repos: ['shop'],
    task: `Hello there ${script(text('Mend the login'))}`,
  });
  expect(name).toMatch(/^Hello there/);
  await client.session.start({ session_id });
  const named = await eventUntil(
    client,
    ({ type, data }) => type === 'session.changed' && (data as { namedBy?: string }).namedBy === 'side_turn',
  );
  expect((named.data as { name: string }).name).toBe('Mend the login');
  await turnDone(client, session_id);

  const command = `echo '${script(text('Change the readme'))}' >> README.md`;
  const prompt = script(tool('Bash', { command }), text('Changed.'));
  await client.session.send({ session_id, prompt });
  await turnDone(client, session_id, 2);
  await client.session.finish({ session_id });
  const [commits] = await client.session.commits({ session_id });
  expect(commits?.commits[0]?.subject).toBe('Change the readme');
  // Nothing of it stands in the conversation.
  const { messages } = await client.session.messages({ session_id, limit: 1000 });
  expect(JSON.stringify(messages)).not.toContain('You name tasks');
  const asked = product.modelServer.requests.filter(({ body }) => body.includes('You name tasks'));
  expect(asked).toHaveLength(1);
  expect(asked[0]?.body).toContain('haiku');
});

test('an error is nobody’s name, and it is asked three times at the most', async () => {
  await using product = await startProduct({ env: { HERO_CLAUDE_SIDE_TURNS: 'on' } });
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const task = `Broken ${script(apiError(400, { times: 100 }), text('never'))}`;
  const { session_id, name } = await client.session.create({ repos: ['shop'], task });
  await client.session.start({ session_id });
  await turnDone(client, session_id);
  await product.modelServer.waitFor(
    ({ body, outcome }) => body.includes('You name tasks') && outcome !== 'pending',
  );
  expect((await client.session.info({ session_id })).name).toBe(name);
});
