/** Follows the journal of a folder until it is killed: `reader-process.ts <dir>`. */
import { join } from 'node:path';
import { JournalReader } from '../../src/adapters/claude/journal/journal-reader.ts';
import { MessageIngest } from '../../src/adapters/claude/journal/message-ingest.ts';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import { migrationsDir, quietLog, sessionId } from './ingest-home.ts';

const dir = process.argv[2] ?? '.';
const db = await openDatabase(join(dir, 'db.sqlite'), { migrationsDir, log: quietLog });
const ingest = new MessageIngest(
  db,
  sessionId,
  { storing: () => {}, stored: () => process.stdout.write('.') },
  'boot-1',
  Date.now,
);
await JournalReader.open(
  join(dir, 'claude.log'),
  {
    position: () => ingest.position(),
    commit: ingest.commit.bind(ingest),
    tampered: (what) => process.stderr.write(JSON.stringify(what)),
    backlog: () => {},
    trouble: (error) => process.stderr.write(String(error)),
  },
  quietLog,
);
