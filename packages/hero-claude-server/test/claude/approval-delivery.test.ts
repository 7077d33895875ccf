import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ModelServer, script, startModelServer, text, tool } from 'hero-claude-testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApprovalStore } from '../../src/adapters/store/approval-store.ts';
import { ApprovalRecorder } from '../../src/services/conversation/approval-recorder.ts';
import { ApprovalService } from '../../src/services/conversation/approval-service.ts';
import { createAgentHome } from './agent-home.ts';
import { startOnHost } from './host-agent.ts';
import { quietLog, sessionId } from './ingest-home.ts';

let model: ModelServer;
beforeAll(async () => {
  model = await startModelServer();
});
afterAll(() => model.close());

test('an answer that was kept when this program died is given by the next, once', {
  timeout: 60_000,
}, async () => {
  await using home = await createAgentHome();
  const first = await home.open();
  await first.begin();
  await using _agent = await startOnHost(home, model.url, 'default');
  const file = join(home.dir, 'work', 'a.txt');
  const command = `echo answered >> ${file}`;
  await first.prompt(script(tool('Bash', { command, description: 'write' }), text('done')));
  await home.message(({ subtype }) => subtype === 'can_use_tool');
  home.db.transaction(() => new ApprovalRecorder(home.db).record(home.messages));
  const store = new ApprovalStore(home.db);
  const [requestId = ''] = first.state().waiting_for ?? [];
  const { approvalId = '' } = store.byRequest(sessionId, requestId) ?? {};
  const response = JSON.stringify({ behavior: 'allow', updatedInput: { command, description: 'write' } });
  store.answer(approvalId, { decision: 'allow', response, by: 'ana', at: 1 });
  await first[Symbol.asyncDispose]();

  await using second = await home.open();
  await second.resume();
  const records = { find: () => undefined, get: () => expect.unreachable() };
  const agents = { conversation: () => second };
  const rules = { add: () => expect.unreachable() };
  const parts = { db: home.db, rules, log: quietLog, agents, records, events: { poke: () => undefined } };
  const service = new ApprovalService(parts);
  await Promise.all([service.deliver(sessionId), service.deliver(sessionId)]);
  await home.message(({ type }) => type === 'result');
  await service.deliver(sessionId);
  expect(await readFile(file, 'utf8')).toBe('answered\n');
  const said = await readFile(home.files.in, 'utf8');
  expect(said.split('\n').filter((line) => line.includes(requestId))).toHaveLength(1);
});
