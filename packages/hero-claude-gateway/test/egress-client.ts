import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect } from 'vitest';
import type { EgressEntry } from '../src/ledger/egress-table.ts';
import type { TestGateway, TestSession } from './open-test-gateway.ts';
import { type RawAnswer, rawExchange } from './raw-exchange.ts';

export function connectTo(session: TestSession, authority: string): Promise<RawAnswer> {
  return rawExchange(session.egress, `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
}

export function decisions(test: TestGateway): EgressEntry[] {
  return test.gateway.ledger.listDecisions({ after: 0, limit: 100 });
}

export async function tunnel(session: TestSession, authority: string): Promise<Socket> {
  const socket = connect({ path: session.egress, allowHalfOpen: true });
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  const established = 'HTTP/1.1 200 Connection Established\r\n\r\n';
  const [first] = (await once(socket, 'data')) as [Buffer];
  socket.pause();
  expect(first.toString('latin1', 0, established.length)).toBe(established);
  if (first.length > established.length) socket.unshift(first.subarray(established.length));
  return socket;
}

export async function tcpServer(
  serve: (socket: Socket) => void,
): Promise<AsyncDisposable & { port: number }> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
