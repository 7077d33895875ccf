import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keptFacts } from '../../src/adapters/claude/journal/kept-facts.ts';
import { EventStore } from '../../src/adapters/store/event-store.ts';
import { JournalStore } from '../../src/adapters/store/journal-store.ts';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import { SessionStore } from '../../src/adapters/store/session-store.ts';
import { startedFacts } from '../../src/domain/agent/agent-facts.ts';
import { KeyedLock } from '../../src/lib/keyed-lock.ts';
import { EventService } from '../../src/services/event-service.ts';
import { settleSession } from '../../src/services/session/agent/settle-session.ts';
import type { SessionParts } from '../../src/services/session/session-parts.ts';
import { SessionRecords } from '../../src/services/session/session-records.ts';
import { migrationsDir, quietLog } from '../claude/ingest-home.ts';
import { sampleRecord } from '../support/sample-record.ts';

const sessionId = '00000001';
const container = { id: 'c1', sessionId, role: 'agent', running: true };

/**
 * An engine that lost the answer to a start lets the container run: the start has failed, and so has its removal.
 * What a crash had cut before that is still to be gone on with; what a person has stopped is not.
 */
test.each([
  { status: 'stopped', goesOnWith: 3 },
  { status: 'stopping', goesOnWith: null },
] as const)('a container left over from a session that is $status', async ({ status, goesOnWith }) => {
  const dir = await mkdtemp(join(tmpdir(), 'hero-leftover-'));
  await using db = await openDatabase(join(dir, 'db.sqlite'), { migrationsDir, log: quietLog });
  const store = new SessionStore(db);
  const events = new EventService(new EventStore(db));
  const lock = new KeyedLock();
  const records = new SessionRecords({ store, events, buildDir: dir, lock, log: quietLog });
  store.insert(sampleRecord(sessionId));
  const resume = { attempt: 1, due_at: '2026-01-01T00:00:00.000Z', reason: 'The agent ended' };
  store.change(sessionId, { status, containerId: container.id, resume });
  const facts = { ...startedFacts(2, 0), phase: 'exited' as const, turn: 3, cutTurn: 3, cutFrom: 3 };
  const journals = new JournalStore(db);
  journals.get(sessionId);
  journals.saveGeneration(sessionId, 2, JSON.stringify(facts));
  const removed: string[] = [];
  const parts = {
    db,
    records,
    engine: {
      list: async () => [container],
      inspect: async () => ({}),
      stop: async () => undefined,
      remove: async (id: string) => void removed.push(id),
    },
    agents: { end: async () => undefined, close: async () => undefined },
    gatewaySessions: { close: async () => undefined },
  } as unknown as SessionParts;

  await settleSession(parts, sessionId);

  expect(removed).toEqual([container.id]);
  expect(records.get(sessionId)).toMatchObject({ status: 'stopped', containerId: null });
  expect(keptFacts(db, sessionId)?.cutTurn).toBe(goesOnWith);
  await rm(dir, { recursive: true });
});
