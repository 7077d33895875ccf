import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { EgressSpec } from '../src/egress/egress-spec.ts';
import { connectTo, decisions, tcpServer, tunnel } from './egress-client.ts';
import { openTestGateway } from './open-test-gateway.ts';
import { rawExchange } from './raw-exchange.ts';
import { startDns } from './start-dns.ts';
import { startUpstream } from './start-upstream.ts';

describe('what passes', () => {
  it('CONNECT to a listed host and port, both directions ending by themselves', async () => {
    await using echo = await tcpServer((socket) => {
      let whole = '';
      socket.on('data', (chunk: Buffer) => {
        whole += chunk.toString();
      });
      socket.on('end', () => socket.end(`heard ${whole}`));
    });
    await using test = await openTestGateway();
    const session = await test.openSession({ policy: 'allowlist', allow: [`localhost:${echo.port}`] });
    const socket = await tunnel(session, `localhost:${echo.port}`);
    socket.end('all of it');
    expect(await text(socket)).toBe('heard all of it');
    expect(decisions(test)).toMatchObject([
      { session_id: session.id, host: 'localhost', port: echo.port, verdict: 'allowed', reason: 'listed' },
    ]);
  });

  it('bytes sent together with CONNECT', async () => {
    await using server = await tcpServer((socket) =>
      socket.once('data', (chunk: Buffer) => socket.end(chunk)),
    );
    await using test = await openTestGateway();
    const authority = `localhost:${server.port}`;
    const session = await test.openSession({ policy: 'allowlist', allow: [authority] });
    const answer = await rawExchange(session.egress, `CONNECT ${authority} HTTP/1.1\r\n\r\nearly`);
    expect(answer.body).toBe('early');
  });

  it('a large download, whole', async () => {
    const size = 30 * 1_048_576;
    await using server = await tcpServer((socket) => socket.end(Buffer.alloc(size, 'x')));
    await using test = await openTestGateway();
    const authority = `localhost:${server.port}`;
    const session = await test.openSession({ policy: 'allowlist', allow: [authority] });
    const socket = await tunnel(session, authority);
    let received = 0;
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    await once(socket.resume(), 'end');
    socket.end();
    expect(received).toBe(size);
  });

  it('plain HTTP in absolute form, under the Host of its target', async () => {
    await using upstream = await startUpstream((res) => res.writeHead(201, { 'x-a': 'b' }).end('made'));
    await using test = await openTestGateway();
    const session = await test.openSession({ policy: 'allowlist', allow: [`localhost:${upstream.port}`] });
    const answer = await rawExchange(
      session.egress,
      [
        `POST http://localhost:${upstream.port}/a?b=c HTTP/1.1`,
        'Host: evil.example',
        'Proxy-Authorization: Basic eA==',
        'Proxy-Connection: keep-alive',
        'Connection: close, x-hop',
        'X-Hop: 1',
        'X-Forwarded-For: 1.2.3.4',
        'Upgrade: websocket',
        'Authorization: Bearer of the agent',
        'Transfer-Encoding: chunked',
        '',
        '3\r\nabc\r\n0\r\n\r\n',
      ].join('\r\n'),
    );
    expect([answer.status, answer.body]).toEqual([201, expect.stringContaining('made')]);
    expect(upstream.seen).toEqual([
      {
        method: 'POST',
        url: '/a?b=c',
        body: 'abc',
        headers: {
          host: `localhost:${upstream.port}`,
          authorization: 'Bearer of the agent',
          connection: 'close',
          'transfer-encoding': 'chunked',
        },
      },
    ]);
  });

  it('a change of policy counts from the next request on', async () => {
    await using test = await openTestGateway();
    const session = await test.openSession({ policy: 'none' });
    expect((await connectTo(session, 'localhost:1')).status).toBe(403);
    const [served] = test.gateway.gates.list();
    if (served === undefined) throw new Error('no session');
    const egress: EgressSpec = { policy: 'allowlist', allow: ['localhost:1'] };
    await test.gateway.gates.open({ ...served.session, egress });
    expect((await connectTo(session, 'localhost:1')).status).toBe(502);
  });
});

describe('what fails', () => {
  it('a listed host that does not exist, or is not there', async () => {
    await using dns = await startDns({});
    await using test = await openTestGateway({ env: { HERO_CLAUDE_DNS: dns.server } });
    const session = await test.openSession({ policy: 'allowlist', allow: ['gone.example', 'localhost:1'] });
    expect((await connectTo(session, 'gone.example:443')).head).toContain('unresolved');
    expect((await connectTo(session, 'localhost:1')).head).toContain('unreachable');
    expect(decisions(test).map(({ verdict }) => verdict)).toEqual(['failed', 'failed']);
  });

  it.each([
    [
      'switches protocols unasked',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
    ],
    ['speaks no HTTP', 'hello\r\n\r\n'],
    ['says nothing', ''],
  ])('a plain HTTP host that %s', async (_, reply) => {
    await using server = await tcpServer((socket) => socket.once('data', () => socket.end(reply)));
    await using test = await openTestGateway();
    const authority = `localhost:${server.port}`;
    const session = await test.openSession({ policy: 'allowlist', allow: [authority] });
    const request = `GET http://${authority}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
    expect((await rawExchange(session.egress, request)).status).toBe(502);
  });

  it('a remote that resets cuts the client off', async () => {
    await using server = await tcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    await using test = await openTestGateway();
    const authority = `localhost:${server.port}`;
    const session = await test.openSession({ policy: 'allowlist', allow: [authority] });
    const socket = await tunnel(session, authority);
    socket.write('x');
    await once(socket.resume(), 'end');
    socket.destroy();
  });

  it('two silent sides are parted', async () => {
    await using server = await tcpServer((socket) => socket.on('error', () => undefined));
    await using test = await openTestGateway({ limits: { egress: { idleTimeoutMs: 200 } } });
    const authority = `localhost:${server.port}`;
    const session = await test.openSession({ policy: 'allowlist', allow: [authority] });
    const socket = await tunnel(session, authority);
    await once(socket.resume(), 'end');
    socket.destroy();
  });
});
