import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/adapters/store/database.ts';
import { openDatabase } from '../../src/adapters/store/open-database.ts';
import { OperationStore } from '../../src/adapters/store/operation-store.ts';
import { UploadStore } from '../../src/adapters/store/upload-store.ts';
import { UploadFolder } from '../../src/adapters/upload-folder.ts';
import { UploadService } from '../../src/services/attachments/upload-service.ts';
import { OperationLog } from '../../src/services/operation-log.ts';
import { migrationsDir, quietLog } from '../claude/ingest-home.ts';
import { HttpBench, token } from './http-harness.ts';

const limitBytes = 2 ** 20;

let dir: string;
let db: Database;
let uploads: UploadService;
let bench: HttpBench;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hero-uploads-'));
  db = await openDatabase(join(dir, 'db.sqlite'), { migrationsDir, log: quietLog });
  uploads = serviceWith({});
  bench = await HttpBench.open({ upload: (asked) => uploads.receive(asked) });
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
  db.close();
  await rm(dir, { recursive: true, force: true });
});

function serviceWith({ keepMs }: { keepMs?: number }): UploadService {
  return new UploadService({
    store: new UploadStore(db),
    folder: new UploadFolder(join(dir, 'uploads')),
    operations: new OperationLog(new OperationStore(db), pino({ level: 'silent' })),
    limitBytes,
    ...(keepMs !== undefined && { keepMs }),
  });
}

/** Sends a body piece by piece; answers status and body. */
async function send(pieces: Buffer[], { query = '', headers = {}, remote = false } = {}) {
  const { path } = remote ? bench.serving.remote : bench.serving.local;
  const outgoing = request({
    socketPath: path,
    path: `/upload${query}`,
    method: 'POST',
    headers: { host: 'localhost', ...headers },
    agent: false,
  });
  outgoing.on('error', () => undefined);
  const answered = once(outgoing, 'response');
  for (const piece of pieces) outgoing.write(piece);
  outgoing.end();
  const [response] = (await answered) as [AsyncIterable<Buffer> & { statusCode: number }];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) as object };
}

const jwtOf = async (secret: string, role: string) =>
  new SignJWT({ role })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience('hero-claude')
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret));

const files = async () => readdir(join(dir, 'uploads')).catch(() => []);

it('keeps a file under its id, readable by nobody else, and says what came', async () => {
  const bytes = Buffer.alloc(500_000, 'hero');
  const query = `?name=${encodeURIComponent('../../evil/über.txt')}`;
  const { status, body } = await send([bytes.subarray(0, 7), bytes.subarray(7)], {
    query,
    headers: { 'content-type': 'Text/Plain; charset=utf-8' },
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(status).toBe(200);
  expect(body).toMatchObject({ name: 'über.txt', size: 500_000, media_type: 'text/plain', sha256 });
  const { upload_id } = body as { upload_id: string };
  const path = join(dir, 'uploads', upload_id);
  expect((await readFile(path)).equals(bytes)).toBe(true);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(new UploadStore(db).get(upload_id)).toEqual(body);
});

it('refuses what is too large, said or not, and keeps nothing of it', async () => {
  const before = await files();
  const large = Buffer.alloc(limitBytes + 1);
  const tooLarge = { status: 413, body: { error: { data: { kind: 'upload.too_large' } } } };
  expect(
    await send([large.subarray(0, 10)], { headers: { 'content-length': String(10 * limitBytes) } }),
  ).toMatchObject(tooLarge);
  expect(await send([large], { headers: { 'transfer-encoding': 'chunked' } })).toMatchObject(tooLarge);
  const much = Array.from({ length: 40 }, () => large);
  expect(await send(much, { headers: { 'transfer-encoding': 'chunked' } })).toMatchObject(tooLarge);
  expect(await files()).toEqual(before);
});

it('keeps nothing of an upload that is cut', async () => {
  const before = await files();
  const outgoing = request({
    socketPath: bench.serving.local.path,
    path: '/upload',
    method: 'POST',
    headers: { host: 'localhost', 'content-length': '1000' },
  });
  outgoing.on('error', () => undefined);
  outgoing.write(Buffer.alloc(500));
  await expect.poll(async () => (await files()).length).toBe(before.length + 1);
  outgoing.destroy();
  await expect.poll(files).toEqual(before);
});

it('needs a token over TCP, and POST', async () => {
  const one = [Buffer.from('x')];
  expect((await send(one, { remote: true })).status).toBe(401);
  expect((await send(one, { remote: true, headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  expect((await send(one, { headers: { origin: 'https://evil.example' } })).status).toBe(403);
  expect((await bench.ask('/upload')).status).toBe(405);
});

it('is for operators: a viewer sends nothing', async () => {
  const secret = 's'.repeat(32);
  const received: unknown[] = [];
  await using signed = await HttpBench.open({
    secret,
    upload: async (asked) => {
      received.push(asked);
      return uploads.receive(asked);
    },
  });
  const as = async (role: string) => {
    const authorization = `Bearer ${await jwtOf(secret, role)}`;
    return (await signed.ask('/upload', { headers: { authorization }, body: 'x' })).status;
  };
  expect([await as('viewer'), await as('operator')]).toEqual([403, 200]);
  expect(received).toHaveLength(1);
});

it('forgets what was not used in time, and removes what a crash left', async () => {
  const { body } = await send([Buffer.from('kept')]);
  const { upload_id } = body as { upload_id: string };
  await writeFile(join(dir, 'uploads', `${'0'.repeat(32)}.partial`), 'half');
  const fail = (error: unknown) => {
    throw error;
  };
  {
    using _sweep = serviceWith({}).sweep(fail);
    await expect.poll(files).not.toContain(`${'0'.repeat(32)}.partial`);
    expect(await files()).toContain(upload_id);
  }
  using _sweep = serviceWith({ keepMs: -1000 }).sweep(fail);
  await expect.poll(files).toEqual([]);
  expect(new UploadStore(db).get(upload_id)).toBeUndefined();
});

it('has room for so much, and says when there is no more', async () => {
  const whole = [Buffer.alloc(limitBytes)];
  for (let count = 0; count < 20; count++) expect((await send(whole)).status).toBe(200);
  expect(await send(whole)).toMatchObject({
    status: 503,
    body: { error: { data: { kind: 'upload.no_room' } } },
  });
});
