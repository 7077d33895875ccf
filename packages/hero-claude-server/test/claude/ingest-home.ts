import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import {
  defaultReaderLimits,
  JournalReader,
  type JournalReaderLimits,
  type Tampering,
} from '../../src/adapters/claude/journal/journal-reader.ts';
import { type IngestedMessage, MessageIngest } from '../../src/adapters/claude/journal/message-ingest.ts';
import type { Database } from '../../src/adapters/store/database.ts';
import { MessageStore, type StoredMessage } from '../../src/adapters/store/message-store.ts';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import type { JsonObject } from '../../src/domain/agent/agent-line.ts';

export const sessionId = 'a1b2c3d4';
export const migrationsDir = fileURLToPath(new URL('../../migrations', import.meta.url));
export const quietLog = pino({ level: 'silent' });

export interface IngestHome extends AsyncDisposable {
  dir: string;
  out: string;
  db: Database;
  stored: IngestedMessage[];
  partial: JsonObject[];
  tampered: Tampering[];
  backlog: boolean[];
  troubles: unknown[];
  read(limits?: Partial<JournalReaderLimits>): Promise<JournalReader>;
  ingest(): MessageIngest;
  rows(): StoredMessage[];
  texts(): string[];
}

/** A folder with an empty output journal and a database, and everything that a reader reports. */
export async function createIngestHome(bootId = 'boot-1'): Promise<IngestHome> {
  const dir = await mkdtemp(join(tmpdir(), 'hero-ingest-'));
  const out = join(dir, 'claude.log');
  await writeFile(out, '');
  const db = await openDatabase(join(dir, 'db.sqlite'), { migrationsDir, log: quietLog });
  const home: IngestHome = {
    dir,
    out,
    db,
    stored: [],
    partial: [],
    tampered: [],
    backlog: [],
    troubles: [],
    ingest: () =>
      new MessageIngest(
        db,
        sessionId,
        {
          storing: () => {},
          stored: (messages, partial) => {
            home.stored.push(...messages);
            home.partial.push(...partial);
          },
        },
        bootId,
        Date.now,
      ),
    async read(limits) {
      const ingest = home.ingest();
      const sink = {
        position: () => ingest.position(),
        commit: ingest.commit.bind(ingest),
        tampered: (what: Tampering) => home.tampered.push(what),
        backlog: (tooLong: boolean) => home.backlog.push(tooLong),
        trouble: (error: unknown) => home.troubles.push(error),
      };
      return JournalReader.open(out, sink, quietLog, { ...defaultReaderLimits, ...limits });
    },
    rows: () => new MessageStore(db).list(sessionId, { limit: 1_000_000 }),
    texts: () => home.rows().map(({ line }) => Buffer.from(line).toString()),
    async [Symbol.asyncDispose]() {
      db.close();
      await rm(dir, { recursive: true });
    },
  };
  return home;
}
