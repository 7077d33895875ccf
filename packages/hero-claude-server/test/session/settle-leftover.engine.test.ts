import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keptFacts } from '../../src/adapters/claude/journal/kept-facts.ts';
import { createGateway } from '../../src/adapters/gateway.ts';
import { EventStore } from '../../src/adapters/store/event-store.ts';
import { JournalStore } from '../../src/adapters/store/journal-store.ts';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import { OperationStore } from '../../src/adapters/store/operation-store.ts';
import { SessionStore } from '../../src/adapters/store/session-store.ts';
import { startedFacts } from '../../src/domain/agent/agent-facts.ts';
import { KeyedLock } from '../../src/lib/keyed-lock.ts';
import { EventService } from '../../src/services/event-service.ts';
import { OperationLog } from '../../src/services/operation-log.ts';
import { AgentWatch } from '../../src/services/session/agent/agent-watch.ts';
import { settleSession } from '../../src/services/session/agent/settle-session.ts';
import type { SessionParts } from '../../src/services/session/session-parts.ts';
import { SessionRecords } from '../../src/services/session/session-records.ts';
import { GatewaySessions } from '../../src/services/session/upkeep/gateway-sessions.ts';
import { migrationsDir } from '../claude/ingest-home.ts';
import { Installation, log, user } from '../docker/docker-fixture.ts';
import { sampleRecord } from '../support/sample-record.ts';

const ignore = () => undefined;
const noLimit = 1_000_000;
const watchdogs = { firstByteMs: noLimit, silenceMs: noLimit, resultToIdleMs: noLimit };

/**
 * An engine that lost the answer to a start lets the container run: the start has failed, and so has its removal.
 * What a crash had cut before that is still to be gone on with; what a person has stopped is not.
 */
test.each([
  { status: 'stopped', goesOnWith: 3 },
  { status: 'stopping', goesOnWith: null },
] as const)('a container left over from a session that is $status', async ({ status, goesOnWith }) => {
  await using home = await Installation.open();
  const { engine, dir } = home;
  await using db = await openDatabase(join(dir, 'db.sqlite'), { migrationsDir, log });
  const store = new SessionStore(db);
  const events = new EventService(new EventStore(db));
  const operations = new OperationLog(new OperationStore(db), log);
  const lock = new KeyedLock();
  const records = new SessionRecords({ store, events, buildDir: dir, lock, log });
  const { id, spec } = await home.running();
  const { sessionId } = spec;
  store.insert(sampleRecord(sessionId));
  const resume = { attempt: 1, due_at: '2026-01-01T00:00:00.000Z', reason: 'The agent ended' };
  store.change(sessionId, { status, containerId: id, resume });
  const facts = { ...startedFacts(2, 0), phase: 'exited' as const, turn: 3, cutTurn: 3, cutFrom: 3 };
  const journals = new JournalStore(db);
  journals.get(sessionId);
  journals.saveGeneration(sessionId, 2, JSON.stringify(facts));
  const gateway = createGateway(join(dir, 'nobody.sock'));
  using gatewaySessions = new GatewaySessions({
    gateway,
    engine,
    operations,
    records,
    lock,
    log,
    owner: user,
    dataDir: dir,
  });
  await using agents = new AgentWatch({
    db,
    engine,
    watchdogs,
    log,
    owner: user,
    stopping: new AbortController().signal,
    quotaSpreadMs: noLimit,
    onState: ignore,
    onStoring: ignore,
    onStored: ignore,
    onPartial: ignore,
    onTampered: ignore,
    onHeldBack: ignore,
    onExit: async () => undefined,
  });
  const parts: Partial<SessionParts> = { db, records, engine, agents, gatewaySessions };

  await settleSession(parts as SessionParts, sessionId);

  await expect(engine.inspect(id)).rejects.toMatchObject({ kind: 'container.not_found' });
  expect(records.get(sessionId)).toMatchObject({ status: 'stopped', containerId: null });
  expect(keptFacts(db, sessionId)?.cutTurn).toBe(goesOnWith);
});
