import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { logs, messages, post } from './model-client.ts';
import { openTestGateway } from './open-test-gateway.ts';
import { rawExchange } from './raw-exchange.ts';
import { startUpstream } from './start-upstream.ts';

describe('what is refused', () => {
  it('another method on an allowed path, which gets no body', async () => {
    await using test = await openTestGateway();
    const session = await test.openSession();
    const answer = await rawExchange(
      session.model,
      'HEAD /v1/messages HTTP/1.1\r\nHost: api\r\nConnection: close\r\n\r\n',
    );
    expect([answer.status, answer.body]).toEqual([403, '']);
  });

  const forms = [
    'POST /v1/complete',
    'GET /v1/messages',
    'POST /v1/messages/',
    'POST /v1//messages',
    'POST /v1/./messages',
    'POST /V1/messages',
    'POST /v1/messages%3Fbeta',
    'POST /v1/messages/batches',
    'POST /v1/organizations/api_keys',
    'POST //evil.example/v1/messages',
    'POST http://evil.example/v1/messages',
    'POST https://evil.example/v1/messages',
    'POST /v1/messages?a#b',
    'DELETE /v1/messages',
    'OPTIONS *',
    'GET /',
    'CONNECT evil.example:443',
  ];

  it.each(forms)('%s never gets upstream', async (form) => {
    await using upstream = await startUpstream((res) => res.end('{}'));
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    const answer = await rawExchange(
      session.model,
      `${form} HTTP/1.1\r\nHost: api\r\nConnection: close\r\nAuthorization: Bearer ${session.token}\r\nContent-Length: 0\r\n\r\n`,
    );
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ type: 'error', error: { type: 'permission_error' } });
    expect(upstream.seen).toEqual([]);
    expect(test.gateway.ledger.listCalls({ after: 0, limit: 10 })).toMatchObject([
      { session_id: session.id, reason: 'path_not_allowed', status: 403, client_authorized: form[0] !== 'C' },
    ]);
  });

  it('another Host changes nothing: the upstream is the configured one', async () => {
    await using upstream = await startUpstream((res) => res.end('{}'));
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    await post(await test.openSession(), messages, { host: 'evil.example:1' });
    expect(upstream.seen[0]?.headers.host).toBe(`127.0.0.1:${upstream.port}`);
  });

  it.each([
    ['a wrong token', { authorization: 'Bearer nope' }],
    ['the token of another session', { authorization: 'other' }],
    ['no token', { authorization: '' }],
    ['another scheme', { authorization: 'Basic nope' }],
  ])('a call with %s is answered 403', async (_, headers) => {
    await using upstream = await startUpstream((res) => res.end('{}'));
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const other = await test.openSession();
    const session = await test.openSession();
    const authorization = headers.authorization === 'other' ? `Bearer ${other.token}` : headers.authorization;
    const answer = await post(session, messages, { authorization });
    expect(answer.status).toBe(403);
    expect(answer.json()).toMatchObject({ error: { message: expect.stringContaining('session token') } });
    expect(upstream.seen).toEqual([]);
    await logs(test, { session_id: session.id, reason: 'wrong_token', status: 403 });
  });

  it.each([
    ['announced', `Content-Length: ${3 * 1_048_576}\r\n\r\n`, 'x'],
    [
      'not announced',
      'Transfer-Encoding: chunked\r\n\r\n',
      `200000\r\n${'x'.repeat(2_097_152)}\r\n0\r\n\r\n`,
    ],
  ])('a body over the limit, %s', async (_, framing, body) => {
    await using upstream = await startUpstream((res) => res.end('{}'));
    await using test = await openTestGateway({
      env: { HERO_CLAUDE_MODEL_URL: upstream.url, HERO_CLAUDE_MAX_REQUEST_MB: '1' },
    });
    const session = await test.openSession({ policy: 'open' });
    const head = `POST /v1/messages HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-api-key: ${session.token}\r\n`;
    const answer = await rawExchange(session.model, head + framing, body);
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { type: 'request_too_large' } });
    expect(upstream.seen).toEqual([]);
  });

  it.each([
    ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['two lengths', 'Content-Length: 0\r\nContent-Length: 5\r\n\r\n'],
    ['a bare CR', 'X-A: 1\rX-B: 2\r\nContent-Length: 0\r\n\r\n'],
    ['a folded header', 'X-A: 1\r\n Authorization: x\r\nContent-Length: 0\r\n\r\n'],
  ])('a request with %s is answered 400', async (_, rest) => {
    await using upstream = await startUpstream((res) => res.end('{}'));
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    const head = `POST /v1/messages HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-api-key: ${session.token}\r\n`;
    const answer = await rawExchange(session.model, head + rest);
    expect(answer.status).toBe(400);
    expect(upstream.seen).toEqual([]);
  });
});

describe('the credential', () => {
  it('is read again from the login file for each call, and an expired one is refused with the fix', async () => {
    await using upstream = await startUpstream((res) => res.end('{}'));
    await using test = await openTestGateway({
      env: { HERO_CLAUDE_MODEL_URL: upstream.url, ANTHROPIC_API_KEY: '' },
    });
    const session = await test.openSession();
    const without = await post(session);
    expect(without.status).toBe(403);
    expect(without.body).toContain('claude setup-token');
    const file = join(test.home, '.claude', '.credentials.json');
    await mkdir(join(test.home, '.claude'));
    const login = (accessToken: string, expiresAt: number) =>
      writeFile(file, JSON.stringify({ claudeAiOauth: { accessToken, refreshToken: 'never', expiresAt } }));
    await login('first', Date.now() + 60_000);
    await post(session);
    await login('second', Date.now() + 60_000);
    await post(session);
    await login('third', Date.now() - 1_000);
    const expired = await post(session);
    expect(upstream.seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first',
      'Bearer second',
    ]);
    expect([expired.status, expired.body]).toEqual([403, expect.stringContaining('expired at')]);
    expect(JSON.stringify(test.logged)).not.toMatch(/never|Bearer|first/);
  });
});
