import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { connectTo, decisions } from './egress-client.ts';
import { openTestGateway } from './open-test-gateway.ts';
import { rawExchange } from './raw-exchange.ts';
import { startUpstream } from './start-upstream.ts';

const crowd = 10_000;
const atOnce = 100;

it('ten thousand connections of one session are cut to what it may have, and keep nobody else out', async () => {
  await using test = await openTestGateway();
  await using upstream = await startUpstream((res) => res.end('served'));
  const [greedy, modest] = [
    await test.openSession({ policy: 'none' }),
    await test.openSession({ policy: 'allowlist', allow: [`localhost:${upstream.port}`] }),
  ];
  const url = `http://localhost:${upstream.port}/`;
  const ask = `GET ${url} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
  const open = new Set<ReturnType<typeof connect>>();
  let served = 0;
  // By the kernel, when more come at once than are taken in.
  let refused = 0;
  for (let made = 0; made < crowd; made += atOnce) {
    const sockets = Array.from({ length: atOnce }, () => connect(greedy.egress));
    for (const socket of sockets) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => open.delete(socket));
    }
    const reached = await Promise.allSettled(sockets.map((socket) => once(socket, 'connect')));
    refused += reached.filter(({ status }) => status === 'rejected').length;
    if ((await rawExchange(modest.egress, ask)).status === 200) served += 1;
  }
  expect(served).toBe(crowd / atOnce);
  await expect.poll(() => open.size, { timeout: 20_000 }).toBe(256);
  const cut = () => decisions(test).find(({ reason }) => reason === 'too_many_connections');
  expect(cut()).toMatchObject({ session_id: greedy.id, count: crowd - refused - 256 });
  expect(cut()?.count).toBeGreaterThan(crowd / 10);
  for (const socket of open) socket.destroy();
});

it('what is pipelined behind a request is judged by itself', async () => {
  await using upstream = await startUpstream((res) => res.end('served'));
  await using test = await openTestGateway();
  const authority = `localhost:${upstream.port}`;
  const session = await test.openSession({ policy: 'allowlist', allow: [authority] });
  const requests = [
    `GET http://${authority}/one HTTP/1.1\r\nHost: x\r\n\r\n`,
    'GET http://other.example/two HTTP/1.1\r\nHost: x\r\n\r\n',
  ];
  const answer = await rawExchange(session.egress, requests.join(''));
  expect([answer.status, answer.body]).toEqual([
    200,
    expect.stringMatching(/HTTP\/1\.1 403[^]*host_not_listed/),
  ]);
  expect(upstream.seen.map(({ url }) => url)).toEqual(['/one']);
});

it('nothing behind a CONNECT that is refused is read', async () => {
  await using upstream = await startUpstream((res) => res.end('served'));
  await using test = await openTestGateway();
  const authority = `localhost:${upstream.port}`;
  const session = await test.openSession({ policy: 'allowlist', allow: [authority] });
  const hidden = `GET http://${authority}/hidden HTTP/1.1\r\nHost: x\r\n\r\n`;
  const answer = await rawExchange(session.egress, `CONNECT other.example:443 HTTP/1.1\r\n\r\n${hidden}`);
  expect(answer.status).toBe(403);
  expect(upstream.seen).toEqual([]);
});

it.each([
  ['a bare CR', 'X-A: b\rX-B: c'],
  ['a folded header', 'X-A: b\r\n X-B: c'],
  ['two lengths', 'Content-Length: 0\r\nContent-Length: 5'],
  ['an unknown coding', 'Transfer-Encoding: xchunked\r\nContent-Length: 5'],
  ['a blank before the colon', 'Transfer-Encoding : chunked'],
])('%s is no request', async (_, header) => {
  await using upstream = await startUpstream((res) => res.end('served'));
  await using test = await openTestGateway();
  const authority = `localhost:${upstream.port}`;
  const session = await test.openSession({ policy: 'allowlist', allow: [authority] });
  const request = `POST http://${authority}/ HTTP/1.1\r\nHost: x\r\n${header}\r\n\r\nhello`;
  expect((await rawExchange(session.egress, request)).status).toBe(400);
  expect((await connectTo(session, 'other.example:443')).status).toBe(403);
  expect(upstream.seen).toEqual([]);
  expect(decisions(test)).toContainEqual(expect.objectContaining({ reason: 'malformed_request' }));
});
