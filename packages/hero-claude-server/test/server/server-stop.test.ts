import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createSampleRepo, type SseEvent, udsSse } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { type LoneServer, startServer } from '../support/server-without-engine.ts';

/** The first events after an id, the opening of the stream among them when it says something. */
async function eventsAfter(server: LoneServer, lastEventId: string, count: number): Promise<SseEvent[]> {
  const events: SseEvent[] = [];
  const signal = AbortSignal.timeout(20_000);
  for await (const event of udsSse(server.daemon.socket, '/events?session=all', { lastEventId, signal })) {
    events.push(event);
    if (events.length === count) break;
  }
  return events;
}

/** An event stream that is open until the server closes it; resolves with the id of its last event. */
async function openStream(server: LoneServer): Promise<{ last: Promise<string> }> {
  const stream = udsSse(server.daemon.socket, '/events', { lastEventId: '0' });
  const first = await stream.next();
  const rest = async () => {
    let last = (first.value as SseEvent).id ?? '';
    for await (const { id } of stream) last = id ?? last;
    return last;
  };
  return { last: rest() };
}

test('what happened is told again after a restart, from the database; an id of elsewhere is told as one', async () => {
  await using server = await startServer();
  await createSampleRepo(join(server.home.codeRoot, 'shop'));
  await server.rpc('session.create', { repos: ['shop'], task: 'mend' });
  const before = await eventsAfter(server, '0', 4);
  expect(before.map(({ id }) => id)).toEqual(['1', '2', '3', '4']);

  expect(await server.daemon.stop()).toEqual({ code: 0, signal: null });
  await server.restart();
  expect(await eventsAfter(server, '0', 4)).toEqual(before);
  expect(await eventsAfter(server, '2', 2)).toEqual(before.slice(2));
  // A browser says again what the last server at this address told it, and gives up for good on a refusal.
  for (const id of ['999999', 'abc', '-1', '1.5', '1e1', '99999999999999999999'])
    expect([id, await eventsAfter(server, id, 1)]).toMatchObject([id, [{ event: 'reset' }]]);
});

test('SIGTERM ends it within five seconds with streams open, and takes its sockets away', async () => {
  await using server = await startServer();
  await createSampleRepo(join(server.home.codeRoot, 'shop'));
  await server.rpc('session.create', { repos: ['shop'], task: 'mend' });
  const streams = await Promise.all(Array.from({ length: 5 }, async () => openStream(server)));
  const began = performance.now();
  expect(await server.daemon.stop()).toEqual({ code: 0, signal: null });
  expect(performance.now() - began).toBeLessThan(5_000);
  const ends = await Promise.all(streams.map(async ({ last }) => last));
  expect(new Set(ends).size).toBe(1);
  for (const name of ['hero_claude_server.sock', 'hero_claude_server_remote.sock'])
    expect(existsSync(join(server.home.socketDir, name))).toBe(false);
});

test('a second signal ends it at once, and the next server takes over what it left', async () => {
  await using server = await startServer();
  const { pid } = server.daemon;
  const halfSent = connect(server.daemon.socket);
  halfSent.on('error', () => undefined);
  halfSent.write('POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{');
  // An answered request on another connection: by then the first one was read.
  await server.rpc('server.info');
  // Both are there before it can end for the first; the system chooses their order.
  for (const signal of ['SIGSTOP', 'SIGTERM', 'SIGINT', 'SIGCONT'] as const) process.kill(pid, signal);
  const { code } = await server.daemon.exited;
  expect([130, 143]).toContain(code);
  await server.restart();
  expect(await server.rpc('server.info')).not.toMatchObject({ pid });
});
