import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import { SessionStore } from '../../src/adapters/store/session-store.ts';
import { UploadStore } from '../../src/adapters/store/upload-store.ts';
import { UploadFolder } from '../../src/adapters/upload-folder.ts';
import { sessionFolder } from '../../src/domain/session/session-folder.ts';
import { Attachments } from '../../src/services/attachments/attachments.ts';
import { migrationsDir, quietLog } from '../claude/ingest-home.ts';
import { sampleRecord } from '../support/sample-record.ts';

const sessionId = '00000001';
const upload_id = '0'.repeat(32);

test('a later container sees every attachment, whatever its name, and no half copy', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'hero-attachments-'));
  await using db = await openDatabase(join(dir, 'db.sqlite'), { migrationsDir, log: quietLog });
  new SessionStore(db).insert(sampleRecord(sessionId));
  const store = new UploadStore(db);
  const uploads = new UploadFolder(join(dir, 'uploads'));
  const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const attachments = new Attachments({ store, uploads, buildDir: dir, owner });
  await mkdir(join(dir, 'uploads'));
  await writeFile(uploads.pathOf(upload_id), 'whole');
  const upload = { upload_id, name: 'x.partial', size: 5, media_type: 'text/plain', sha256: '' };
  store.add(upload, null, Date.now());

  await attachments.attach(sessionId, 'prompt', [upload_id]);
  const folder = sessionFolder(dir, sessionId);
  await rm(folder.cfg, { recursive: true });
  await writeFile(join(folder.attachments, `${'1'.repeat(32)}.partial`), 'ha');
  await attachments.show(folder);

  const shown = join(folder.cfg, 'attachments');
  expect(await readdir(shown)).toEqual([upload_id]);
  expect(await readFile(join(shown, upload_id, 'x.partial'), 'utf8')).toBe('whole');
  expect(await readdir(join(folder.attachments, upload_id))).toEqual(['x.partial']);
  await rm(dir, { recursive: true, force: true });
});
