import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { ServerEvent } from '../../src/domain/event-log.ts';
import { HttpBench } from './http-harness.ts';

interface Frame {
  id?: string;
  event?: string;
  data?: string;
  comment?: string;
}

/** The frames of an SSE stream, as they come. */
async function* framesOf(incoming: IncomingMessage): AsyncGenerator<Frame> {
  let text = '';
  for await (const chunk of incoming) {
    text += String(chunk);
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      yield Object.fromEntries(
        lines.map((line) => {
          const colon = line.indexOf(': ');
          return [line.slice(0, colon) || 'comment', line.slice(colon + 2)];
        }),
      );
    }
  }
}

async function take(frames: AsyncGenerator<Frame>, count: number): Promise<Frame[]> {
  const taken: Frame[] = [];
  while (taken.length < count) {
    const { value, done } = await frames.next();
    if (done === true) throw new Error(`the stream ended after ${taken.length} of ${count} frames`);
    taken.push(value);
  }
  return taken;
}

function never(): never {
  throw new Error('there are three streams');
}

const ids = (frames: Frame[]) => frames.map(({ id }) => Number(id));
const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, index) => from + index);

describe('GET /events', () => {
  it('says at once where it is, then tells what happens', async () => {
    await using bench = await HttpBench.open();
    bench.events.add('0000000a');
    const incoming = await bench.start('/events?session=all');
    expect(incoming.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const frames = framesOf(incoming);
    expect(await take(frames, 1)).toEqual([{ retry: '2000', id: '1' }]);
    const event = bench.events.add('0000000a', { line: 'two\nlines' });
    const [frame] = await take(frames, 1);
    expect(frame).toMatchObject({ id: '2', event: 'session.changed' });
    expect(JSON.parse(frame?.data ?? '')).toEqual(event);
    incoming.destroy();
  });

  it('tells of one session only when asked to', async () => {
    await using bench = await HttpBench.open();
    const incoming = await bench.start('/events?session=0000000a&after=0');
    const frames = framesOf(incoming);
    await take(frames, 1);
    bench.events.add('0000000b');
    bench.events.add('0000000a');
    bench.events.add(null);
    bench.events.add('0000000a');
    expect(ids(await take(frames, 2))).toEqual([2, 4]);
    incoming.destroy();
  });

  it('tells of the chosen types only, and of what is being said only when it is chosen', async () => {
    await using bench = await HttpBench.open();
    const streams = await Promise.all(
      ['queue.changed,approval.asked', 'session.message,partial', 'partial'].map(async (types) => {
        const incoming = await bench.start(`/events?after=0&types=${types}`);
        return { incoming, frames: framesOf(incoming) };
      }),
    );
    await Promise.all(streams.map(async ({ frames }) => take(frames, 1)));
    for (const type of ['session.message', 'queue.changed', 'session.changed', 'approval.asked'] as const)
      bench.events.add('0000000a', null, type);
    const text = { session_id: '0000000a', message_id: 'm1', block: 0, kind: 'text', text: 'Hel' } as const;
    for (const show of bench.events.partial) show(text);
    bench.events.add('0000000a', null, 'queue.changed');
    bench.events.add('0000000a', null, 'session.message');
    const [states, lines, pieces] = streams;
    expect((await take(states?.frames ?? never(), 3)).map(({ event, id }) => [event, id])).toEqual([
      ['queue.changed', '2'],
      ['approval.asked', '4'],
      ['queue.changed', '5'],
    ]);
    const seen = (await take(lines?.frames ?? never(), 3)).map(({ event }) => event);
    expect(seen.filter((event) => event === 'session.message')).toHaveLength(2);
    expect(seen).toContain('partial');
    expect(await take(pieces?.frames ?? never(), 1)).toMatchObject([{ event: 'partial' }]);
    for (const { incoming } of streams) incoming.destroy();
  });

  it('leads a reader past what it does not want', async () => {
    await using bench = await HttpBench.open({ eventStreams: { heartbeatMs: 20 } });
    const incoming = await bench.start('/events?after=0&types=queue.changed');
    const frames = framesOf(incoming);
    await take(frames, 1);
    for (let count = 0; count < 300; count++) bench.events.add('0000000a', null, 'session.message');
    for (let frame = await frames.next(); frame.value?.id !== '300'; frame = await frames.next())
      expect(frame.value).toMatchObject({ comment: 'still here' });
    incoming.destroy();
  });

  it('goes on from Last-Event-ID', async () => {
    await using bench = await HttpBench.open();
    for (let count = 0; count < 450; count++) bench.events.add('0000000a');
    const incoming = await bench.start('/events', { headers: { 'last-event-id': '7' } });
    const frames = framesOf(incoming);
    expect(ids(await take(frames, 444))).toEqual(upTo(444, 7));
    incoming.destroy();
  });

  it('loses and doubles nothing while replay becomes live', async () => {
    await using bench = await HttpBench.open();
    const total = 5000;
    for (let count = 0; count < 1000; count++) bench.events.add('0000000a');
    const writing = (async () => {
      while (bench.events.latestId() < total) {
        for (let count = 0; count < 25; count++) bench.events.add('0000000a');
        await new Promise(setImmediate);
      }
    })();
    const readers = await Promise.all(upTo(5).map(async () => bench.start('/events?after=0')));
    for (const incoming of readers) {
      const [, ...frames] = await take(framesOf(incoming), total + 1);
      expect(ids(frames)).toEqual(upTo(total));
      incoming.destroy();
    }
    await writing;
  });

  it('goes on where a cut connection ended', async () => {
    await using bench = await HttpBench.open();
    for (let count = 0; count < 300; count++) bench.events.add('0000000a');
    const first = await bench.start('/events?after=0');
    const seen = ids((await take(framesOf(first), 124)).slice(1));
    first.destroy();
    const second = await bench.start('/events?after=0', {
      headers: { 'last-event-id': String(seen.at(-1)) },
    });
    const frames = await take(framesOf(second), 300 - seen.length + 1);
    expect([...seen, ...ids(frames.slice(1))]).toEqual(upTo(300));
    second.destroy();
  });

  it('says so when an id is from another database', async () => {
    await using bench = await HttpBench.open();
    bench.events.add('0000000a');
    const incoming = await bench.start('/events?after=99');
    const frames = framesOf(incoming);
    expect(await take(frames, 1)).toEqual([{ retry: '2000', id: '1', event: 'reset', data: '{}' }]);
    incoming.destroy();
  });

  it('says so when events after an id were dropped, and goes on with what is kept', async () => {
    await using bench = await HttpBench.open();
    for (let n = 0; n < 5; n += 1) bench.events.add('0000000a');
    bench.events.kept.splice(0, 3);
    const incoming = await bench.start('/events?after=1');
    const frames = framesOf(incoming);
    const [opening, next] = await take(frames, 2);
    expect([opening, next]).toMatchObject([{ id: '1', event: 'reset' }, { id: '4' }]);
    incoming.destroy();
  });

  it('sends what an agent is saying without an id, to those who watch its session', async () => {
    await using bench = await HttpBench.open();
    const [of, all, other] = await Promise.all(
      ['0000000a', 'all', '0000000b'].map(async (session) => bench.start(`/events?session=${session}`)),
    );
    if (!of || !all || !other) throw new Error('three streams');
    const streams = [of, all, other].map((incoming) => framesOf(incoming));
    await Promise.all(streams.map(async (frames) => take(frames, 1)));
    const text = { session_id: '0000000a', message_id: 'm1', block: 0, kind: 'text', text: 'Hel' } as const;
    for (const show of bench.events.partial) show(text);
    const event = bench.events.add('0000000a');
    for (const frames of streams.slice(0, 2)) {
      const [piece, whole] = await take(frames, 2);
      expect(piece).toEqual({ event: 'partial', data: JSON.stringify(text) });
      expect(whole).toMatchObject({ id: String(event.id) });
    }
    const meant = bench.events.add('0000000b');
    expect(await take(streams[2] ?? framesOf(other), 1)).toMatchObject([{ id: String(meant.id) }]);
    for (const incoming of [of, all, other]) incoming.destroy();
  });

  it('shows that it lives while nothing happens', async () => {
    await using bench = await HttpBench.open({ eventStreams: { heartbeatMs: 20 } });
    const incoming = await bench.start('/events');
    const frames = framesOf(incoming);
    expect(await take(frames, 3)).toMatchObject([
      { id: '0' },
      { comment: 'still here' },
      { comment: 'still here' },
    ]);
    bench.events.add(null);
    const next = await take(frames, 2);
    expect(next.some(({ id }) => id === '1')).toBe(true);
    incoming.destroy();
  });

  it('forgets a reader that goes away', async () => {
    await using bench = await HttpBench.open();
    const incoming = await bench.start('/events');
    await take(framesOf(incoming), 1);
    expect(bench.events.listeners).toBe(1);
    const forgotten = bench.events.unsubscribed();
    incoming.destroy();
    await forgotten;
    expect(bench.events.listeners).toBe(0);
    await new Promise(setImmediate);
    expect(bench.faults).toEqual([]);
  });

  it('cuts a reader that takes nothing, which can go on later', async () => {
    await using bench = await HttpBench.open({ eventStreams: { stallMs: 300 } });
    const big = 'x'.repeat(100_000);
    for (let count = 0; count < 200; count++) bench.events.add('0000000a', big);
    const lazy = connect(bench.serving.local.path);
    lazy.on('error', () => undefined);
    lazy.pause();
    const forgotten = bench.events.unsubscribed();
    lazy.write('GET /events?after=0 HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await forgotten;
    let received = '';
    lazy.on('data', (chunk: Buffer) => (received += chunk.toString()));
    lazy.resume();
    await once(lazy, 'close');
    expect(received.length).toBeLessThan(200 * big.length);
    const last = [...received.matchAll(/^id: (\d+)$/gm)].at(-2)?.[1] ?? '0';
    const second = await bench.start('/events', { headers: { 'last-event-id': last } });
    const frames = await take(framesOf(second), 200 - Number(last) + 1);
    expect(ids(frames.slice(1))).toEqual(upTo(200 - Number(last), Number(last) + 1));
    second.destroy();
  });

  it('is cut when the log cannot be read', async () => {
    await using bench = await HttpBench.open();
    const incoming = await bench.start('/events');
    const frames = framesOf(incoming);
    await take(frames, 1);
    bench.events.replay = () => {
      throw new Error('disk I/O error');
    };
    bench.events.add(null);
    await expect(frames.next()).rejects.toThrow('aborted');
    expect(bench.faults).toEqual([new Error('disk I/O error')]);
    expect(bench.events.listeners).toBe(0);
  });

  it('ends when the server stops', async () => {
    await using bench = await HttpBench.open();
    const incoming = await bench.start('/events');
    const frames = framesOf(incoming);
    await take(frames, 1);
    bench.stopping.abort();
    expect(await frames.next()).toMatchObject({ done: true });
    expect(bench.events.listeners).toBe(0);
  });

  it.each([
    '?session=x',
    '?session=',
    '?after=-1',
    '?after=x',
    '?after=1e1',
    '?after=',
    '?types=',
    '?types=a,partial',
  ])('refuses the query %s', async (query) => {
    await using bench = await HttpBench.open();
    const answer = await bench.ask(`/events${query}`);
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ error: { data: { kind: 'rpc.invalid_params' } } });
  });

  it('says which types there are when asked for another', async () => {
    await using bench = await HttpBench.open();
    const answer = await bench.ask('/events?types=session.changed,session.chnaged');
    expect(answer.status).toBe(400);
    const { error } = answer.json() as { error: { message: string } };
    expect(error.message).toContain('"session.chnaged" is no event type');
    expect(error.message).toContain('approval.asked');
  });

  it('takes a session from the middle of a log', async () => {
    await using bench = await HttpBench.open();
    for (let count = 0; count < 500; count++)
      bench.events.add(count % 2 === 0 ? '0000000a' : '0000000b', count);
    const incoming = await bench.start('/events?session=0000000b&after=100');
    const frames = (await take(framesOf(incoming), 201)).slice(1);
    const events = frames.map(({ data }) => JSON.parse(data ?? '') as ServerEvent);
    expect(new Set(events.map(({ session_id }) => session_id))).toEqual(new Set(['0000000b']));
    expect(events[0]?.id).toBe(102);
    incoming.destroy();
  });
});
