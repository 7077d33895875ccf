import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { openUds, udsRequest } from 'hero-claude-testkit';
import { describe, expect, it } from 'vitest';
import { logs, messages, post, until } from './model-client.ts';
import { openTestGateway } from './open-test-gateway.ts';
import { rawExchange } from './raw-exchange.ts';
import { messageStream, startUpstream } from './start-upstream.ts';

describe('what passes', () => {
  it('sends the call on with the API key and without the OAuth beta', async () => {
    await using upstream = await startUpstream((res) => res.end('{}'));
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: `${upstream.url}/prefix/` } });
    const session = await test.openSession();
    await post(session, '/v1/messages/count_tokens?beta=true', {
      'anthropic-beta': 'one-2025, oauth-2025-04-20,two-2025',
      'x-api-key': 'client key',
      'x-stainless-retry-count': '2',
      'user-agent': 'claude-cli/2.1.329',
      cookie: 'a=b',
      connection: 'keep-alive, x-secret-hop',
      'x-secret-hop': '1',
      'x-forwarded-for': '1.2.3.4',
      'x-hero-user': 'root',
      forwarded: 'for=1.2.3.4',
      expect: '100-continue',
      host: 'evil.example',
    });
    const [seen] = upstream.seen;
    expect(seen?.url).toBe('/prefix/v1/messages/count_tokens?beta=true');
    expect(seen?.body).toBe('{"a":1}');
    expect(seen?.headers).toEqual({
      host: `127.0.0.1:${upstream.port}`,
      connection: 'keep-alive',
      'anthropic-beta': 'one-2025,two-2025',
      'content-length': '7',
      'content-type': 'application/json',
      'user-agent': 'claude-cli/2.1.329',
      'x-api-key': 'sk-upstream',
      'x-stainless-retry-count': '2',
    });
  });

  it('lets HEAD / through', async () => {
    await using upstream = await startUpstream((res) => res.writeHead(404, { 'x-a': 'b' }).end());
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    const headers = { authorization: `Bearer ${session.token}` };
    const answer = await udsRequest(session.model, { method: 'HEAD', path: '/', headers });
    expect([answer.status, answer.headers['x-a'], answer.body]).toEqual([404, 'b', '']);
    expect(upstream.seen).toMatchObject([{ method: 'HEAD', url: '/' }]);
  });

  it('sends an OAuth token as a bearer with its beta', async () => {
    await using upstream = await startUpstream((res) => res.end('{}'));
    await using test = await openTestGateway({
      env: { HERO_CLAUDE_MODEL_URL: upstream.url, ANTHROPIC_API_KEY: '', CLAUDE_CODE_OAUTH_TOKEN: 'oat' },
    });
    await post(await test.openSession(), messages, { 'anthropic-beta': 'one-2025' });
    expect(upstream.seen[0]?.headers).toMatchObject({
      authorization: 'Bearer oat',
      'anthropic-beta': 'one-2025,oauth-2025-04-20',
    });
    expect(upstream.seen[0]?.headers).not.toHaveProperty('x-api-key');
  });

  it('streams the answer as it comes, and the request as it goes', async () => {
    let received = '';
    let finish: (() => void) | undefined;
    const server = createServer((req, res) => {
      req.once('data', (chunk: Buffer) => {
        received = chunk.toString();
        res.writeHead(200, { 'content-type': 'text/event-stream' });
        res.write('first');
      });
      finish = () => res.end('last');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: `http://127.0.0.1:${port}` } });
    const session = await test.openSession({ policy: 'open' });
    const call = request({
      socketPath: session.model,
      method: 'POST',
      path: messages,
      headers: { authorization: `Bearer ${session.token}` },
    });
    call.write('half');
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    const [first] = (await once(answer, 'data')) as [Buffer];
    expect([received, first.toString()]).toEqual(['half', 'first']);
    call.end('rest');
    finish?.();
    expect((await buffer(answer)).toString()).toBe('last');
    server.closeAllConnections();
    server.close();
  });

  it('leaves status, headers and body as they are, whatever the status', async () => {
    await using upstream = await startUpstream((res) => {
      res.sendDate = false;
      res.writeHead(529, 'Overloaded', {
        'retry-after': '7',
        'Request-Id': 'req_9',
        'x-should-retry': 'true',
        'content-type': 'application/json',
        'set-cookie': 'session=1',
        'transfer-encoding': 'chunked',
      });
      res.end('{"type":"error","error":{"type":"overloaded_error","message":"later"}}');
    });
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    const answer = await rawExchange(
      session.model,
      `POST /v1/messages HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${session.token}\r\nContent-Length: 0\r\n\r\n`,
    );
    expect(answer.head.split('\r\n')).toEqual([
      'HTTP/1.1 529 Overloaded',
      'retry-after: 7',
      'Request-Id: req_9',
      'x-should-retry: true',
      'content-type: application/json',
      'Connection: close',
      'Transfer-Encoding: chunked',
    ]);
    expect(answer.body).toContain('"overloaded_error"');
    expect(upstream.seen).toHaveLength(1);
    await logs(test, {
      msg: 'model call failed',
      session_id: session.id,
      method: 'POST',
      path: '/v1/messages',
      status: 529,
      request_id: 'req_9',
      client_authorized: true,
      upstream_authorized: true,
    });
    expect(JSON.stringify(test.logged)).not.toContain('later');
  });

  it('logs the body of a failure only when asked to', async () => {
    await using upstream = await startUpstream((res) => {
      res.writeHead(400, { 'content-encoding': 'gzip' }).end(gzipSync('{"error":"why"}'));
    });
    const env = { HERO_CLAUDE_MODEL_URL: upstream.url, HERO_CLAUDE_LOG_BODIES: '1' };
    await using test = await openTestGateway({ env });
    await post(await test.openSession());
    await logs(test, { status: 400, body: '{"error":"why"}' });
  });
});

describe('what it costs', () => {
  it('counts a message once, compressed or not, and leaves compressed bytes alone', async () => {
    const packed = gzipSync(messageStream('msg_1', 42));
    await using upstream = await startUpstream((res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' }).end(packed);
    });
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    for (let i = 0; i < 2; i += 1) {
      const answer = await openUds(session.model, {
        method: 'POST',
        path: messages,
        headers: { authorization: `Bearer ${session.token}`, 'accept-encoding': 'gzip, zstd;q=1, br' },
        body: {},
      });
      const bytes = await buffer(answer);
      expect(bytes).toEqual(packed);
      expect(gunzipSync(bytes).toString()).toContain('message_stop');
    }
    expect(upstream.seen[0]?.headers['accept-encoding']).toBe('gzip, br');
    await until(() => test.gateway.ledger.listCalls({ after: 0, limit: 10 }).length === 2);
    expect(test.gateway.ledger.sums.by('model', { sessionId: session.id })).toEqual([
      {
        key: 'claude-test',
        calls: 1,
        input_tokens: 10,
        output_tokens: 42,
        cache_read_tokens: 1_000,
        cache_write_tokens: 300,
        cache_write_hour_tokens: 100,
        web_searches: 0,
        cost_usd: 0,
        unpriced_calls: 1,
      },
    ]);
  });

  it('counts an answer that is no stream', async () => {
    const message = { id: 'msg_2', model: 'claude-test', usage: { input_tokens: 5, output_tokens: 6 } };
    await using upstream = await startUpstream((res) => {
      res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(message));
    });
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    await post(session);
    await until(() => test.gateway.ledger.sums.by('model', { sessionId: session.id }).length === 1);
    expect(test.gateway.ledger.sums.by('model', { sessionId: session.id })[0]).toMatchObject({
      input_tokens: 5,
      output_tokens: 6,
    });
  });

  it('keeps the latest rate limits of a credential', async () => {
    let utilization = 1;
    await using upstream = await startUpstream((res) => {
      res.setHeader('anthropic-ratelimit-unified-5h-utilization', String((utilization += 1)));
      res.end('{}');
    });
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    await post(session);
    await post(session);
    expect(test.gateway.ledger.rateLimits.get('ANTHROPIC_API_KEY')?.headers).toEqual({
      'anthropic-ratelimit-unified-5h-utilization': '3',
    });
  });
});
