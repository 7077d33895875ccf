import { SessionWatch, script, startProduct, text, tool } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { addRepo, clientOf, turnDone } from './support/session.ts';

const costly = { usage: { input_tokens: 2_000, output_tokens: 10_000 } };

test('a budget that is reached ends the turn at once, the agent says why, and a larger one goes on', async () => {
  await using product = await startProduct();
  await addRepo(product, 'shop');
  const client = clientOf(product);
  const steps = [tool('Bash', { command: 'echo on' }, costly), text('never said')];
  const { session_id } = await client.session.create({
    repos: ['shop'],
    task: `Do. ${script(...steps)}`,
    model: 'claude-sonnet-4-5',
    budget_usd: 0.1,
  });
  const watch = new SessionWatch(product.socket('server'), session_id);
  await client.session.start({ session_id });
  const result = await watch.turnResult();
  expect(result).toMatchObject({ is_error: true, api_error_status: 402 });
  expect(result['result']).toContain('the budget of this session is reached: $0.16 of $0.10 is used');
  expect(result['result']).toContain(`hero-claude session configure ${session_id} --budget-usd`);
  // One call was paid for and one was refused; none was asked again.
  type Calls = { entries: { status: number; count: number }[] };
  const { entries } = await product.gatewayRpc<Calls>('model.log');
  expect(entries.map(({ status, count }) => `${count} × ${status}`).sort()).toEqual(['1 × 200', '1 × 402']);
  const reached = await watch.until(({ problem }) => problem?.kind === 'budget.reached');
  expect(reached.bucket).toBe('needs_you');

  // Whoever tries again is told again; what is queued behind it waits for a larger budget.
  for (const words of ['again', 'on we go']) {
    await client.session.send({ session_id, prompt: script(text(words)) });
  }
  expect(await watch.turnResult(2)).toMatchObject({ is_error: true, api_error_status: 402 });
  await turnDone(client, session_id, 2);
  expect(await client.queue.list({ session_id })).toHaveLength(1);
  const { applied } = await client.session.configure({ session_id, budget_usd: 5 });
  expect(applied).toEqual({ budget_usd: 'live' });
  expect(await watch.turnResult(3)).toMatchObject({ is_error: false, result: 'on we go' });
  await watch.until((session) => (session.problem ?? null) === null);
  const { money } = await client.session.info({ session_id });
  expect(money).toMatchObject({ budget_usd: 5, level: 'ok', reason: null });
  // Claude Code has a price list of its own, and came to the same.
  const { cost_usd, agent_cost_usd } = await client.session.usage({ session_id });
  expect(cost_usd).toBeGreaterThan(0.15);
  expect(agent_cost_usd).toBeCloseTo(cost_usd, 9);
  const { rows } = await client.usage.summary({ by: 'repo' });
  expect(rows).toMatchObject([{ key: 'shop', calls: 2 }]);
});
