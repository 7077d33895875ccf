import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTestGateway } from './open-test-gateway.ts';
import { rawExchange } from './raw-exchange.ts';
import { startUpstream } from './start-upstream.ts';

const hidden = 'POST /v1/organizations/api_keys HTTP/1.1\r\nHost: api\r\n\r\n';
const chunked = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;

/** Requests that two readers could cut apart at different places; the headers, then the body. */
const ambiguous: Record<string, [method: string, headers: string[], body: string]> = {
  'a length and chunks': [
    'POST /v1/messages',
    ['Content-Length: 5', 'Transfer-Encoding: chunked'],
    `0\r\n\r\n${hidden}`,
  ],
  'an unknown coding': ['POST /v1/messages', ['Transfer-Encoding: xchunked', 'Content-Length: 5'], 'hello'],
  'two lengths': ['POST /v1/messages', ['Content-Length: 0', `Content-Length: ${hidden.length}`], hidden],
  'a folded header': ['POST /v1/messages', ['X-A: b\r\n x-api-key: evil', 'Content-Length: 0'], ''],
  'a bare CR': ['POST /v1/messages', ['X-A: b\rx-api-key: evil', 'Content-Length: 0'], ''],
  'a HEAD with a body': ['HEAD /', [`Content-Length: ${hidden.length}`], hidden],
  'a HEAD with chunks': ['HEAD /', ['Transfer-Encoding: chunked'], chunked],
};

describe('a request within a request', () => {
  it.each(Object.keys(ambiguous))('%s never gets upstream', async (name) => {
    await using upstream = await startUpstream((res) => res.end('{}'));
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession();
    const [method, headers, body] = ambiguous[name] ?? ['', [], ''];
    const common = ['Host: api', `Authorization: Bearer ${session.token}`, 'Connection: close'];
    const head = [`${method} HTTP/1.1`, ...common, ...headers, '', ''].join('\r\n');
    const answer = await rawExchange(session.model, head + body);
    expect(answer.status).toBe(400);
    expect(upstream.seen).toEqual([]);
  });

  it('a pipelined one is judged by itself, and nothing of the client frames or authenticates a call', async () => {
    await using upstream = await startUpstream((res) => res.end('{}'));
    await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
    const session = await test.openSession({ policy: 'open' });
    const authorization = `Authorization: Bearer ${session.token}`;
    const answer = await rawExchange(
      session.model,
      [
        'POST /v1/messages HTTP/1.1',
        'Host: api',
        authorization,
        'X-Api-Key: of the agent',
        'Connection: keep-alive, content-length, x-hop',
        'X-Hop: 1',
        `Content-Length: ${hidden.length}`,
        '',
        `${hidden}POST /v1/organizations/api_keys HTTP/1.1`,
        'Host: api',
        authorization,
        'Connection: close',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
    expect(answer.body).toContain('HTTP/1.1 403');
    expect(upstream.seen).toMatchObject([{ url: '/v1/messages', body: hidden }]);
    expect(upstream.seen[0]?.headers).toMatchObject({ 'x-api-key': 'sk-upstream' });
    expect(upstream.seen[0]?.headers).not.toHaveProperty('authorization');
    expect(upstream.seen[0]?.headers).not.toHaveProperty('x-hop');
  });
});

it('a closed session is served no more, also when its sockets cannot be removed', async () => {
  await using upstream = await startUpstream((res) => res.end('{}'));
  await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
  const session = await test.openSession();
  const moved = `${session.runDir}.moved`;
  await rename(session.runDir, moved);
  await writeFile(session.runDir, 'in the way\n');
  await expect(test.gateway.gates.close(session.id)).rejects.toThrow('ENOTDIR');
  const call = `HEAD / HTTP/1.1\r\nHost: api\r\nAuthorization: Bearer ${session.token}\r\nConnection: close\r\n\r\n`;
  expect((await rawExchange(join(moved, 'model.sock'), call)).status).toBe(0);
  expect(test.gateway.gates.list()).toEqual([]);
});
