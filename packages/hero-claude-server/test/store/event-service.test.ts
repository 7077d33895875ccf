import { afterAll, expect, test } from 'vitest';
import { EventStore } from '../../src/adapters/store/event-store.ts';
import type { EventScope, ServerEvent } from '../../src/domain/event-log.ts';
import { eventFrames } from '../../src/http/event-feed.ts';
import { EventService } from '../../src/services/event-service.ts';
import { createIngestHome } from '../claude/ingest-home.ts';

const home = await createIngestHome();
afterAll(() => home[Symbol.asyncDispose]());

/** The log, and how often it was read. */
class CountedStore extends EventStore {
  reads = 0;

  override after(id: number, scope: EventScope, limit: number): ServerEvent[] {
    this.reads += 1;
    return super.after(id, scope, limit);
  }
}

const scope: EventScope = { sessionId: '0000000a', types: null };
const sessions = ['0000000a', '0000000b'];

test('twenty who watch one session cost as many reads as one', async () => {
  const readsOf = async (watchers: number): Promise<number> => {
    const store = new CountedStore(home.db);
    const service = new EventService(store);
    const stop = new AbortController();
    const options = { ...scope, partial: true, heartbeatMs: 60_000, signal: stop.signal };
    const feeds = Array.from({ length: watchers }, () => eventFrames(service, options));
    // The first frame says where the feed is; from then on it listens.
    await Promise.all(feeds.map((feed) => feed.next()));
    const rounds = 30;
    const watching = feeds.map(async (feed) => {
      const ids: string[] = [];
      while (ids.length < rounds) ids.push(String((await feed.next()).value).split('\n')[0] ?? '');
      return ids;
    });
    store.reads = 0;
    for (let round = 0; round < rounds; round += 1) {
      for (const sessionId of sessions)
        store.append(sessionId, 'queue.changed', new Date(0).toISOString(), {});
      service.poke();
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    }
    const [first, ...others] = await Promise.all(watching);
    expect(new Set(first).size).toBe(rounds);
    for (const ids of others) expect(ids).toEqual(first);
    stop.abort();
    await Promise.all(feeds.map((feed) => feed.return(undefined)));
    return store.reads;
  };
  const alone = await readsOf(1);
  expect(alone).toBeGreaterThan(0);
  expect(await readsOf(20)).toBe(alone);
});

test('who was away longer than the memory reaches is served from the log', async () => {
  const store = new CountedStore(home.db);
  const service = new EventService(store);
  const from = store.lastId();
  const unsubscribe = service.subscribe(() => undefined);
  for (let count = 0; count < 2_500; count += 1)
    store.append('0000000a', 'queue.changed', new Date(0).toISOString(), {});
  service.poke();
  await new Promise(setImmediate);
  store.reads = 0;
  expect(service.replay(from, scope, 5).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5].map((n) => from + n));
  expect(store.reads).toBe(1);
  expect(service.replay(from + 2_490, scope, 5).map(({ id }) => id)).toEqual(
    [1, 2, 3, 4, 5].map((n) => from + 2_490 + n),
  );
  expect(store.reads).toBe(1);
  unsubscribe();
});

test('types are chosen in the log as in memory, and lines are passed over by an index', () => {
  const store = new EventStore(home.db);
  const from = store.lastId();
  for (let count = 0; count < 3; count += 1) {
    store.append('0000000a', 'session.message', new Date(0).toISOString(), {});
    store.append('0000000a', 'approval.asked', new Date(0).toISOString(), {});
    store.append('0000000b', 'queue.changed', new Date(0).toISOString(), {});
  }
  const chosen: EventScope = { sessionId: null, types: new Set(['approval.asked', 'queue.changed']) };
  const service = new EventService(store);
  const unsubscribe = service.subscribe(() => undefined);
  for (const source of [store, service]) {
    const page =
      source instanceof EventStore ? source.after(from, chosen, 4) : source.replay(from, chosen, 4);
    expect(page.map(({ id }) => id - from)).toEqual([2, 3, 5, 6]);
  }
  unsubscribe();
  const plan = home.db.all<{ detail: string }>(
    `EXPLAIN QUERY PLAN SELECT id FROM events e
     WHERE e.id > 0 AND e.type IN (SELECT value FROM json_each('["queue.changed"]')) AND e.type <> 'session.message'
     ORDER BY e.id LIMIT 4`,
  );
  expect(plan.map(({ detail }) => detail).join()).toContain('events_beside_messages');
});
