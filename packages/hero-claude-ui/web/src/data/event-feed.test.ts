import { type HeroEvent, type Transport, TransportError } from 'hero-claude-sdk';
import { expect, onTestFinished, test } from 'vitest';
import { type Connection, EventFeed } from './event-feed.ts';

const hello = 'retry: 2000\nid: 7\n\n';

function frame(id: number, type = 'session.changed'): string {
  const event = { id, session_id: 'a1b2c3d4', type, at: '2026-01-01T00:00:00.000Z', data: {} };
  return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Gives its chunks, then waits until it is given up. */
async function* chunks(texts: string[], signal: AbortSignal | undefined): AsyncGenerator<string> {
  yield* texts;
  await new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new TransportError('aborted')));
  });
}

type Answer = string[] | Error;

/** A server that answers each request for the stream with the next of its answers, and the last one for ever. */
function serverThat(...answers: Answer[]): {
  transport: Transport;
  asked: (string | undefined)[];
  paths: string[];
} {
  const paths: string[] = [];
  const asked: (string | undefined)[] = [];
  const unused = async (): Promise<string> => Promise.reject(new Error('only the stream is used'));
  const transport: Transport = {
    post: unused,
    get: unused,
    async stream(path, options = {}) {
      paths.push(path);
      const answer = answers[Math.min(asked.length, answers.length - 1)] ?? [];
      asked.push(options.lastEventId);
      if (answer instanceof Error) throw answer;
      return chunks(answer, options.signal);
    },
  };
  return { transport, asked, paths };
}

const quick = { firstBytesMs: 30, silenceMs: 60, pollMs: 10, restPollMs: 10 };
const patient = { firstBytesMs: 60_000, silenceMs: 60_000, pollMs: 60_000, restPollMs: 60_000 };

function follow(transport: Transport, times = patient) {
  const feed = new EventFeed(transport, times);
  const events: HeroEvent[] = [];
  feed.listen((event) => events.push(event));
  const until = async (holds: () => boolean): Promise<void> => {
    if (holds()) return;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (holds()) resolve();
      };
      feed.watch(look);
      feed.listen(look);
    });
  };
  const becomes = (state: Connection['state']) => until(() => feed.connection().state === state);
  onTestFinished(() => feed.close());
  feed.start();
  return { feed, events, until, becomes };
}

test('is live once the stream says its first word, and tells what happens', async () => {
  const { transport } = serverThat([hello, frame(8), frame(9)]);
  const { events, becomes, until } = follow(transport);
  await becomes('live');
  await until(() => events.length === 2);
  expect(events.map(({ id }) => id)).toEqual([8, 9]);
});

test('asks again and again where something holds the stream back', async () => {
  const { transport } = serverThat([]);
  const { events, becomes, until } = follow(transport, { ...quick, silenceMs: 60_000 });
  await becomes('polling');
  await until(() => events.length >= 3);
  expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['poll']));
});

test('says that the server is away, comes back where it was, and has everything looked at again', async () => {
  const { transport, asked } = serverThat([hello, frame(8)], new TransportError('gone'), [hello]);
  const { events, becomes, until } = follow(transport, { ...patient, silenceMs: 40 });
  await until(() => events.length === 1);
  await becomes('away');
  await until(() => events.some(({ type }) => type === 'poll'));
  expect(asked.slice(0, 3)).toEqual([undefined, '8', '8']);
});

test('a refusal ends it, until it is started anew', async () => {
  const { transport, asked } = serverThat(new TransportError('HTTP 401', { status: 401 }), [hello]);
  const { feed, becomes } = follow(transport);
  await becomes('refused');
  expect(asked.length).toBe(1);
  feed.start();
  await becomes('live');
});

test('while nobody looks it leaves out the lines of agents, and has everything looked at again after', async () => {
  const { transport, asked, paths } = serverThat([hello, frame(8)], [hello, frame(9)], [hello]);
  const { feed, events, until } = follow(transport);
  await until(() => events.length === 1);
  feed.attend('little');
  await until(() => events.length === 2);
  expect(decodeURIComponent(paths[1] ?? '')).toContain('approval.asked');
  expect(paths[1]).not.toContain('session.message');
  feed.attend('all');
  await until(() => events.length === 3);
  expect(events.map(({ type }) => type)).toEqual(['session.changed', 'session.changed', 'poll']);
  expect(asked).toEqual([undefined, '8', undefined]);
  expect(paths[2]).toBe(paths[0]);
});

test('a page that is to hear nothing holds no stream and looks now and then', async () => {
  const { transport, asked } = serverThat([hello, frame(8)], [hello]);
  const { feed, events, becomes, until } = follow(transport, { ...patient, restPollMs: 10 });
  await until(() => events.length === 1);
  feed.attend('none');
  expect(feed.connection().state).toBe('resting');
  await until(() => events.filter(({ type }) => type === 'poll').length >= 2);
  expect(asked).toHaveLength(1);
  feed.attend('all');
  await becomes('live');
  expect(asked).toEqual([undefined, undefined]);
});

test('a page that was refused does not come back by being looked at', async () => {
  const { transport, asked } = serverThat(new TransportError('HTTP 401', { status: 401 }));
  const { feed, becomes } = follow(transport);
  await becomes('refused');
  feed.attend('none');
  feed.attend('all');
  expect(feed.connection().state).toBe('refused');
  expect(asked).toHaveLength(1);
});
