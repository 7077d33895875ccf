/** Says numbered prompts to a running agent, one turn each, until it is killed: `talker-process.ts <dir> <count>`. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Conversation } from '../../src/adapters/claude/conversation.ts';
import { InputStore } from '../../src/adapters/store/input-store.ts';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import { thisUser } from './agent-home.ts';
import { migrationsDir, quietLog, sessionId } from './ingest-home.ts';

const [dir = '', count = '0'] = process.argv.slice(2);
const db = await openDatabase(join(dir, 'db.sqlite'), { migrationsDir, log: quietLog });
const logs = join(dir, 'logs');
const conversation = await Conversation.open({
  sessionId,
  db,
  files: { out: join(logs, 'claude.log'), in: join(logs, 'in'), err: join(logs, 'container.log') },
  ...thisUser,
  bridged: {},
  bootId: 'boot-1',
  log: quietLog,
  hooks: {
    storing: () => {},
    stored: () => {},
    state: () => {},
    backlog: () => {},
    tampered: () => {},
    trouble: () => {},
  },
});
await conversation.resume();
process.stdout.write('resumed\n');
const inputs = new InputStore(db);
for (let n = 1; n <= Number(count); n += 1) {
  const uuid = `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, '0')}`;
  await conversation.prompt(`number ${n};`, { uuid });
  while (inputs.get(sessionId, uuid)?.state !== 'acknowledged' || conversation.state().state !== 'idle')
    await delay(5);
}
await conversation[Symbol.asyncDispose]();
db.close();
