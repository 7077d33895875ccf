import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createGateway } from '../../src/adapters/gateway.ts';
import { EventStore } from '../../src/adapters/store/event-store.ts';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import { OperationStore } from '../../src/adapters/store/operation-store.ts';
import { SessionStore } from '../../src/adapters/store/session-store.ts';
import { KeyedLock } from '../../src/lib/keyed-lock.ts';
import { EventService } from '../../src/services/event-service.ts';
import { OperationLog } from '../../src/services/operation-log.ts';
import { changeEgress } from '../../src/services/session/egress-service.ts';
import { SessionRecords } from '../../src/services/session/session-records.ts';
import { GatewaySessions } from '../../src/services/session/upkeep/gateway-sessions.ts';
import { migrationsDir, quietLog } from '../claude/ingest-home.ts';
import { sampleRecord } from '../support/sample-record.ts';

const sessionId = '00000001';

interface Asked {
  method: string;
  params: { egress?: { policy: string; allow?: string[] } };
}

/** A gateway that follows, and whose answers to changes of egress are lost as often as `loses` says. */
async function forgetfulGateway(socket: string, loses: { left: number }) {
  const followed: (string[] | undefined)[] = [];
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { method, params } = (await json(req)) as Asked;
    const changes = method === 'session.egress';
    if (changes) followed.push(params.egress?.allow);
    const result = method === 'session.list' ? [{ session_id: sessionId }] : {};
    if (changes && loses.left-- > 0) res.destroy();
    else res.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result }));
  };
  const server = createServer((req, res) => void answer(req, res));
  server.listen(socket);
  await once(server, 'listening');
  return { followed, server };
}

test.each([1, 2])('a host whose permission failed is closed again, with %i answers lost', async (count) => {
  const dir = await mkdtemp(join(tmpdir(), 'hero-egress-'));
  await using db = await openDatabase(join(dir, 'db.sqlite'), { migrationsDir, log: quietLog });
  const lock = new KeyedLock();
  const events = new EventService(new EventStore(db));
  const store = new SessionStore(db);
  const records = new SessionRecords({ store, events, buildDir: dir, lock, log: quietLog });
  const before = { policy: 'allowlist' as const, allow: ['a.example'] };
  const record = sampleRecord(sessionId);
  store.insert(record);
  store.change(sessionId, { containerId: 'c1', spec: { ...record.spec, egress: before } });
  const { server, followed } = await forgetfulGateway(join(dir, 'g.sock'), { left: count });
  const gatewaySessions = new GatewaySessions({
    gateway: createGateway(join(dir, 'g.sock')),
    engine: { variable: async () => undefined },
    operations: new OperationLog(new OperationStore(db), quietLog),
    records,
    lock,
    owner: { uid: 0, gid: 0 },
    dataDir: dir,
    log: quietLog,
  });
  const after = { ...before, allow: ['a.example', 'b.example'] };
  await expect(
    changeEgress({ records, gatewaySessions }, records.get(sessionId), after),
  ).rejects.toMatchObject({ kind: 'gateway.unreachable' });
  expect(records.get(sessionId).spec.egress).toEqual(before);
  // What it does as soon as the gateway answers; once is enough.
  await gatewaySessions.reopenForgotten();
  await gatewaySessions.reopenForgotten();
  expect(followed).toEqual([after.allow, ...Array.from({ length: count }, () => before.allow)]);
  server.close();
  await rm(dir, { recursive: true, force: true });
});
