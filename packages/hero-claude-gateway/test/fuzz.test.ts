import { once } from 'node:events';
import { connect } from 'node:net';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { post } from './model-client.ts';
import { openTestGateway } from './open-test-gateway.ts';
import { startUpstream } from './start-upstream.ts';

/** Sends the bytes, stops sending, and waits for the other side to be done with it. */
async function throwAt(socketPath: string, bytes: Uint8Array): Promise<void> {
  const socket = connect(socketPath);
  socket.on('error', () => undefined);
  socket.resume().end(bytes);
  await once(socket, 'close');
}

const token = fc.constantFrom(
  'GET',
  'POST',
  'CONNECT',
  'HEAD',
  ' ',
  '\r\n',
  '\r',
  '\n',
  'HTTP/1.1',
  'Host: a',
  '0',
);
const target = fc.constantFrom('/v1/messages', '//x/v1/messages', 'http://a/', 'a:443', '*', '/', '\0');
const header = fc.constantFrom(
  'Content-Length: 5',
  'Transfer-Encoding: chunked',
  'Connection: close, host',
  ': x',
);
const nearHttp = fc
  .array(fc.oneof(token, target, header, fc.string()), { maxLength: 20 })
  .map((parts) => Buffer.from(parts.join(''), 'latin1'));
const request = fc
  .tuple(token, target, fc.array(fc.oneof(header, fc.string()), { maxLength: 5 }), fc.string())
  .map(([method, path, headers, body]) =>
    Buffer.from([`${method} ${path} HTTP/1.1`, ...headers, '', body].join('\r\n'), 'latin1'),
  );

it('no bytes without a token get upstream or out, and none end the gateway', async () => {
  await using upstream = await startUpstream((res) => res.end('{}'));
  await using test = await openTestGateway({ env: { HERO_CLAUDE_MODEL_URL: upstream.url } });
  const session = await test.openSession({ policy: 'allowlist', defaults: false, allow: [] });
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), nearHttp, request);
  await fc.assert(
    fc.asyncProperty(bytes, async (sent) => {
      await Promise.all([throwAt(session.model, sent), throwAt(session.egress, sent)]);
    }),
    { numRuns: 300 },
  );
  expect(upstream.seen).toEqual([]);
  const decisions = test.gateway.ledger.listDecisions({ after: 0, limit: 1_000 });
  expect(decisions.filter(({ verdict }) => verdict !== 'refused')).toEqual([]);
  expect((await post(session)).status).toBe(200);
});
