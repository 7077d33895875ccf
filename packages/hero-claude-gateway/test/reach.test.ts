import { expect, it } from 'vitest';
import { logs, messages, post } from './model-client.ts';
import { openTestGateway } from './open-test-gateway.ts';
import { startUpstream } from './start-upstream.ts';

const padding = 'x'.repeat(300_000);
const search = {
  model: 'claude-test',
  system: padding,
  tools: [{ type: 'web_search_20250305', name: 'web_search' }],
  messages: [{ role: 'user', content: padding }],
};

it('a call that would have the API reach out is refused, and its end never gets there', async () => {
  await using upstream = await startUpstream((res) => res.end('{}'));
  await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
  for (const egress of [{ policy: 'none' }, { policy: 'allowlist' }] as const) {
    const session = await test.openSession(egress);
    const answer = await post(session, messages, {}, search);
    expect(answer.status).toBe(403);
    expect(answer.json()).toMatchObject({
      type: 'error',
      error: { type: 'permission_error', message: expect.stringContaining('HERO_CLAUDE_SERVER_TOOLS=allow') },
    });
    await logs(test, { session_id: session.id, reason: 'reach_refused', status: 403 });
    const encoded = await post(session, messages, { 'content-encoding': 'gzip' }, search);
    expect(encoded.status).toBe(400);
    expect((await post(session, messages, {}, { ...search, tools: [] })).status).toBe(200);
  }
  // What came whole is what may pass; a request that breaks off is none.
  expect(upstream.seen.map(({ body }) => body.includes('web_search'))).toEqual([false, false]);
});

it('large requests of one session, dense with JSON, do not hold up the small one of another', async () => {
  await using upstream = await startUpstream((res) => res.end('{}'));
  await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
  const [hostile, sibling] = [await test.openSession(), await test.openSession()];
  const dense = `{"messages":[${'[],'.repeat(700_000)}1]}`;
  const large = Array.from({ length: 8 }, () => post(hostile, messages, {}, dense));
  expect((await post(sibling, messages, {}, { small: true })).status).toBe(200);
  expect(upstream.seen.map(({ body }) => body)).toEqual(['{"small":true}']);
  expect((await Promise.all(large)).map(({ status }) => status)).toEqual(
    Array.from({ length: 8 }, () => 200),
  );
});

it.each([
  ['egress is open', { policy: 'open' }, {}],
  ['the operator says so', { policy: 'none' }, { HERO_CLAUDE_SERVER_TOOLS: 'allow' }],
] as const)('it passes where %s', async (_name, egress, env) => {
  await using upstream = await startUpstream((res) => res.end('{}'));
  await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url, ...env } });
  const session = await test.openSession(egress);
  expect((await post(session, messages, {}, search)).status).toBe(200);
  expect(upstream.seen).toHaveLength(1);
});
