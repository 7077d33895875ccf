import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { LargeReads } from '../src/egress/large-reads.ts';

/** Two ends of a connection over loopback; the first is opened with `reads`, when given. */
async function pair(reads?: LargeReads): Promise<[near: Socket, far: Socket]> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = connect({
    port: (server.address() as AddressInfo).port,
    host: '127.0.0.1',
    ...(reads !== undefined && { onread: reads.onread }),
  });
  const [[far]] = (await Promise.all([once(server, 'connection'), once(near, 'connect')])) as [
    [Socket],
    unknown,
  ];
  onTestFinished(() => {
    near.destroy();
    far.destroy();
    server.close();
  });
  return [near, far];
}

test('all of a long download arrives, also at a reader that stops in between', async () => {
  const reads = new LargeReads();
  const [remote, upstream] = await pair(reads);
  const [client, reader] = await pair();
  const sent = createHash('sha256');
  const received = createHash('sha256');
  remote.once('end', () => client.end());
  let passed = 0;
  reads.passOn(remote, client, () => {
    passed += 1;
  });

  const block = randomBytes(3 << 20);
  let bytes = 0;
  reader.on('data', (chunk: Buffer) => {
    received.update(chunk);
    bytes += chunk.length;
    if (bytes % 5 !== 0) return;
    reader.pause();
    setImmediate(() => reader.resume());
  });
  for (let i = 0; i < 12; i += 1) {
    sent.update(block);
    if (!upstream.write(block)) await once(upstream, 'drain');
  }
  upstream.end();
  await once(reader, 'end');
  expect(bytes).toBe(12 * block.length);
  expect(received.digest('hex')).toBe(sent.digest('hex'));
  expect(passed).toBeGreaterThan(0);
});

test('what comes before anybody takes it is kept', async () => {
  const reads = new LargeReads();
  const [remote, upstream] = await pair(reads);
  const [client, reader] = await pair();
  upstream.write('first ');
  await expect.poll(() => remote.bytesRead).toBe(6);
  upstream.end('second');
  reads.passOn(remote, client, () => undefined);
  remote.once('end', () => client.end());
  let text = '';
  for await (const chunk of reader) text += String(chunk);
  expect(text).toBe('first second');
});
