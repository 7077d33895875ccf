import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { until } from './model-client.ts';
import { openTestGateway } from './open-test-gateway.ts';
import { startUpstream } from './start-upstream.ts';

async function writeLogin(home: string, accessToken: string, scopes: string[]): Promise<void> {
  await mkdir(join(home, '.claude'), { recursive: true });
  const login = { claudeAiOauth: { accessToken, scopes } };
  await writeFile(join(home, '.claude', '.credentials.json'), JSON.stringify(login));
}

const resetsAt = new Date(Date.now() + 3_600_000).toISOString();
const windows = { five_hour: { utilization: 42.123, resets_at: resetsAt }, seven_day: null, other: {} };

it('asks how much of the account is used, once a session is served, and once an hour', async () => {
  await using upstream = await startUpstream((res) => res.end(JSON.stringify(windows)));
  const env = { HERO_CLAUDE_MODEL_URL: upstream.url, ANTHROPIC_API_KEY: '' };
  await using test = await openTestGateway({ env });
  await writeLogin(test.home, 'oat-secret', ['user:inference', 'user:profile']);
  await test.restart();
  await test.openSession();
  expect(upstream.seen).toEqual([]);
  await test.restart();
  await until(() => test.gateway.ledger.accountLimits('credentials_file') !== null);
  expect(test.gateway.ledger.accountLimits('credentials_file')).toEqual({
    five_hour: { used_percent: 42.12, resets_at: resetsAt, seen_at: expect.any(String) },
    seven_day: null,
  });
  expect(upstream.seen).toMatchObject([
    {
      method: 'GET',
      url: '/api/oauth/usage?skip_spend=1',
      headers: { authorization: 'Bearer oat-secret', 'anthropic-beta': 'oauth-2025-04-20' },
    },
  ]);
  const { accountPoll } = test.gateway;
  await accountPoll.askWhenDue();
  expect(upstream.seen).toHaveLength(1);
  await accountPoll.askWhenDue(Date.now() + 3_600_001);
  expect(upstream.seen).toHaveLength(2);
  expect(JSON.stringify(test.logged)).not.toContain('oat-secret');
});

it('does not ask again with a login that may not, until there is another', async () => {
  await using upstream = await startUpstream((res) => res.writeHead(403).end('{}'));
  const env = { HERO_CLAUDE_MODEL_URL: upstream.url, ANTHROPIC_API_KEY: '' };
  await using test = await openTestGateway({ env });
  await test.openSession();
  const { accountPoll } = test.gateway;
  let now = Date.now();
  const anHourLater = async () => accountPoll.askWhenDue((now += 3_600_001));
  await writeLogin(test.home, 'without', ['user:inference']);
  await anHourLater();
  expect(upstream.seen).toEqual([]);
  await writeLogin(test.home, 'refused', ['user:profile']);
  await anHourLater();
  await anHourLater();
  expect(upstream.seen).toHaveLength(1);
  await writeLogin(test.home, 'renewed', ['user:profile']);
  await anHourLater();
  expect(upstream.seen).toHaveLength(2);
});

it('makes nothing of an answer it does not understand', async () => {
  const answers = ['no JSON', '{"five_hour":{"utilization":"much"}}', JSON.stringify('x'.repeat(300_000))];
  await using upstream = await startUpstream((res) => res.end(answers.shift() ?? '{}'));
  const env = { HERO_CLAUDE_MODEL_URL: upstream.url, ANTHROPIC_API_KEY: '' };
  await using test = await openTestGateway({ env });
  await writeLogin(test.home, 'oat', ['user:profile']);
  await test.openSession();
  for (const hour of [1, 2, 3, 4]) await test.gateway.accountPoll.askWhenDue(Date.now() + hour * 3_600_001);
  expect(upstream.seen).toHaveLength(4);
  expect(test.gateway.ledger.accountLimits('credentials_file')).toBeNull();
});
