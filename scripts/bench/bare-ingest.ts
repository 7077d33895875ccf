/** Reads lines from standard input into the product's own tables, and does nothing else: what ingest is compared with. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Line {
  type: string;
  uuid: string;
  message: { id: string };
}

interface Connection {
  exec(sql: string): void;
  prepare(sql: string): { run(...values: unknown[]): unknown };
  close(): void;
}

const [, , database = '', server = ''] = process.argv;
const require = createRequire(join(server, 'package.json'));
const { DatabaseSync } = require('@photostructure/sqlite') as {
  DatabaseSync: new (path: string) => Connection;
};
const db = new DatabaseSync(database);
db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL');
const migrations = join(server, 'migrations');
for (const file of readdirSync(migrations).sort()) db.exec(readFileSync(join(migrations, file), 'utf8'));
const insert = db.prepare(
  `INSERT INTO messages (session_id, seq, at, generation, turn, type, uuid, message_id, line, bytes)
   VALUES ('0000000a', ?, ?, 1, 1, ?, ?, ?, ?, ?)`,
);
const tell = db.prepare(
  `INSERT INTO events (session_id, type, at, seq) VALUES ('0000000a', 'session.message', ?, ?)`,
);

let seq = 0;
let rest: Buffer = Buffer.alloc(0);
process.stdin.on('data', (chunk: Buffer) => {
  const data = Buffer.concat([rest, chunk]);
  let from = 0;
  db.exec('BEGIN');
  for (let end = data.indexOf(10, from); end >= 0; end = data.indexOf(10, from)) {
    const line = data.subarray(from, end);
    const { type, uuid, message } = JSON.parse(line.toString()) as Line;
    seq += 1;
    const now = Date.now();
    insert.run(seq, now, type, uuid, message.id, line, line.length);
    tell.run(new Date(now).toISOString(), seq);
    from = end + 1;
  }
  db.exec('COMMIT');
  rest = data.subarray(from);
});
process.stdin.on('end', () => {
  db.close();
});
process.stdout.write('ready\n');
