import { expect, test } from 'vitest';
import { createClient } from './client.ts';
import { TransportError } from './errors.ts';
import { followEvents, type HeroEvent } from './events.ts';
import type { Transport } from './transport.ts';

/** Answers each opening of the stream with the next text, and notes from which id it was asked for. */
function streams(...texts: string[]): {
  transport: Transport;
  asked: (string | undefined)[];
  paths: string[];
} {
  const asked: (string | undefined)[] = [];
  const paths: string[] = [];
  const refuse = async (): Promise<string> => {
    throw new Error('not asked for here');
  };
  const transport: Transport = {
    post: refuse,
    get: refuse,
    async stream(path, { lastEventId } = {}) {
      paths.push(path);
      asked.push(lastEventId);
      const text = texts.shift() ?? '';
      return (async function* () {
        yield text;
      })();
    },
  };
  return { transport, asked, paths };
}

async function first(count: number, transport: Transport): Promise<HeroEvent[]> {
  const events: HeroEvent[] = [];
  for await (const event of followEvents(transport)) {
    events.push(event);
    if (events.length === count) break;
  }
  return events;
}

test('a stream that breaks before its first event is taken up where it began', async () => {
  const event = { id: 8, session_id: null, type: 'session.changed', at: 'now', data: {} };
  const { transport, asked } = streams(
    'retry: 2000\nid: 7\n\n',
    `retry: 2000\nid: 7\n\nid: 8\nevent: session.changed\ndata: ${JSON.stringify(event)}\n\n`,
  );
  expect(await first(1, transport)).toEqual([event]);
  expect(asked).toEqual([undefined, '7']);
});

test('another database is news', async () => {
  const { transport } = streams('retry: 2000\nid: 3\nevent: reset\ndata: {}\n\n');
  expect(await first(1, transport)).toMatchObject([{ id: 3, type: 'reset', session_id: null }]);
});

test('a piece of a message has no id of its own, and the stream says when it is open', async () => {
  const piece = { session_id: 'a1b2c3d4', message_id: 'msg_1', block: 0, kind: 'text', text: 'He' };
  const { transport } = streams(`id: 3\n\nevent: partial\ndata: ${JSON.stringify(piece)}\n\n`);
  let opened = 0;
  for await (const event of followEvents(transport, { onOpen: () => (opened += 1) })) {
    expect(event).toMatchObject({ id: 3, type: 'partial', session_id: 'a1b2c3d4', data: piece });
    break;
  }
  expect(opened).toBe(1);
});

test('a refusal that comes as an HTTP status is the error it says', async () => {
  const error = {
    code: -32003,
    message: 'A token is needed',
    data: { kind: 'auth.missing', hint: 'log in' },
  };
  const { transport } = streams();
  const client = createClient({
    ...transport,
    post: async () => {
      const body = JSON.stringify({ jsonrpc: '2.0', id: null, error });
      throw new TransportError(`HTTP 401: ${body}`, { status: 401, body });
    },
  });
  await expect(client.server.info()).rejects.toMatchObject({
    kind: 'auth.missing',
    code: -32003,
    hint: 'log in',
  });
});

test('only the chosen types are asked for', async () => {
  const { transport, paths } = streams('id: 3\nevent: reset\ndata: {}\n\n');
  for await (const _ of followEvents(transport, { types: ['approval.asked', 'queue.changed'] })) break;
  expect(paths).toEqual(['/events?session=all&types=approval.asked%2Cqueue.changed']);
});
