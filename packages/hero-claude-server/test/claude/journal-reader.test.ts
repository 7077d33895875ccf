import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFile, open, rename, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { createIngestHome } from './ingest-home.ts';

const mebibyte = 1024 * 1024;
const allocated = async (path: string) => (await stat(path)).blocks * 512;

describe('lines', () => {
  test('are stored verbatim and in order as they come, without being asked for', async () => {
    await using home = await createIngestHome();
    await using _reader = await home.read();
    await appendFile(home.out, '{"type":"a","uuid":"u1"}\r\n{"ty');
    await vi.waitFor(() => expect(home.stored).toHaveLength(1));
    await appendFile(
      home.out,
      Buffer.from([...Buffer.from('pe":"b","x":"'), 0xff, ...Buffer.from('"}\nnot json\n')]),
    );
    await vi.waitFor(() => expect(home.stored).toHaveLength(3));
    expect(home.rows()).toMatchObject([
      { seq: 1, type: 'a', uuid: 'u1', bytes: 25, flaw: null },
      { seq: 2, type: 'b', bytes: 20, flaw: null },
      { seq: 3, type: 'unparsed', flaw: 'corrupt' },
    ]);
    expect(home.rows()[0]?.line.at(-1)).toBe(0x0d);
    expect([...(home.rows()[1]?.line ?? [])]).toContain(0xff);
  });

  test('of a stream are shown but not kept', async () => {
    await using home = await createIngestHome();
    await using reader = await home.read();
    await appendFile(home.out, '{"type":"stream_event","event":{"n":1}}\n{"type":"assistant"}\n');
    await reader.drain();
    expect(home.partial).toEqual([{ type: 'stream_event', event: { n: 1 } }]);
    expect(home.texts()).toEqual(['{"type":"assistant"}']);
  });

  test('cut short by the end of the agent are closed and flagged, once', async () => {
    await using home = await createIngestHome();
    await writeFile(home.out, '{"type":"a"}\n{"type":"b');
    for (let i = 0; i < 2; i += 1) {
      await using reader = await home.read();
      await reader.closeTornLine();
    }
    await appendFile(home.out, '{"type":"c"}\n');
    await using reader = await home.read();
    await reader.drain();
    expect(home.rows().map(({ seq, type, flaw }) => [seq, type, flaw])).toEqual([
      [1, 'a', null],
      [2, 'unparsed', 'torn'],
      [3, 'c', null],
    ]);
  });

  test('are read again when they could not be kept', async () => {
    await using home = await createIngestHome();
    await using _reader = await home.read();
    home.db.run('ALTER TABLE messages RENAME TO hidden');
    await appendFile(home.out, '{"type":"a"}\n');
    await vi.waitFor(() => expect(home.troubles).toHaveLength(1));
    home.db.run('ALTER TABLE hidden RENAME TO messages');
    await vi.waitFor(() => expect(home.troubles.at(-1)).toBeNull(), { timeout: 5000 });
    expect(home.texts()).toEqual(['{"type":"a"}']);
  });
});

describe('a line that is too long', () => {
  const long = Buffer.alloc(3 * mebibyte, 'abc');
  const sha256 = createHash('sha256').update(long).digest('hex');
  const limits = { maxLineBytes: mebibyte };

  test('keeps its beginning, its length and its hash', async () => {
    await using home = await createIngestHome();
    await using reader = await home.read(limits);
    await appendFile(home.out, long);
    await reader.drain();
    expect(home.stored).toEqual([]);
    await appendFile(home.out, '\n{"type":"next"}\n');
    await reader.drain();
    expect(home.rows()).toMatchObject([
      { seq: 1, flaw: 'truncated', bytes: long.length, sha256 },
      { seq: 2, type: 'next' },
    ]);
    expect(home.rows()[0]?.line).toHaveLength(mebibyte);
    expect(home.stored.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  test('does so across a restart', async () => {
    await using home = await createIngestHome();
    await appendFile(home.out, long);
    for (let i = 0; i < 3; i += 1) {
      await using reader = await home.read(limits);
      await reader.drain();
    }
    await appendFile(home.out, '\n{"type":"next"}\n');
    await using reader = await home.read(limits);
    await reader.drain();
    expect(home.rows()).toMatchObject([
      { seq: 1, flaw: 'truncated', bytes: long.length, sha256 },
      { seq: 2, type: 'next' },
    ]);
  });

  test('that never ends takes neither memory nor disk', async () => {
    await using home = await createIngestHome();
    const small = { ...limits, punchAtBytes: 8 * mebibyte, keepBytes: 2 * mebibyte };
    {
      await using reader = await home.read(small);
      for (let i = 0; i < 16; i += 1) {
        await appendFile(home.out, long);
        await reader.drain();
      }
      expect(await allocated(home.out)).toBeLessThanOrEqual(12 * mebibyte);
    }
    await using reader = await home.read(small);
    await appendFile(home.out, 'end\n{"type":"next"}\n');
    await reader.drain();
    expect(home.rows()).toMatchObject([
      { seq: 1, flaw: 'truncated', bytes: 16 * long.length + 3, sha256: null },
      { seq: 2, type: 'next', flaw: null },
    ]);
    expect(home.tampered).toEqual([]);
  });
});

test('what was read is freed, but for the last part, and stays readable to the end', async () => {
  await using home = await createIngestHome();
  await using reader = await home.read({ punchAtBytes: 4 * mebibyte, keepBytes: mebibyte });
  const line = `{"type":"x","fill":"${'y'.repeat(8000)}"}\n`;
  for (let i = 0; i < 10; i += 1) {
    await appendFile(home.out, line.repeat(100));
    await reader.drain();
  }
  expect(home.rows()).toHaveLength(1000);
  expect((await stat(home.out)).size).toBe(1000 * line.length);
  expect(await allocated(home.out)).toBeLessThan(5 * mebibyte);
  expect(home.tampered).toEqual([]);
});

test('a backlog is reported while it is too long', async () => {
  await using home = await createIngestHome();
  const line = `{"type":"x","fill":"${'y'.repeat(8000)}"}\n`;
  await appendFile(home.out, line.repeat(1000));
  await using reader = await home.read({ maxBacklogBytes: 2 * mebibyte });
  await reader.drain();
  expect(home.backlog).toEqual([true, false]);
  expect(home.rows()).toHaveLength(1000);
});

describe('a journal that was tampered with', () => {
  test('by a sparse terabyte costs nothing, and lines behind it are read', async () => {
    await using home = await createIngestHome();
    await using reader = await home.read();
    await appendFile(home.out, '{"type":"a"}\n{"type":"tor');
    const terabyte = 1024 ** 4;
    await truncate(home.out, terabyte);
    await appendFile(home.out, '{"type":"b"}\n');
    const started = performance.now();
    await reader.drain();
    expect(performance.now() - started).toBeLessThan(3000);
    expect(home.tampered).toMatchObject([{ kind: 'hole', to: terabyte }]);
    expect(home.backlog).toEqual([]);
    expect(home.rows().map(({ type, flaw }) => [type, flaw])).toEqual([
      ['a', null],
      ['unparsed', 'torn'],
      ['b', null],
    ]);
  });

  test('by holes all over', async () => {
    await using home = await createIngestHome();
    await appendFile(home.out, `{"type":"a"}\n`);
    const handle = await open(home.out, 'r+');
    for (let i = 1; i <= 5; i += 1) await handle.write(`{"type":"b${i}"}\n`, i * 8 * mebibyte);
    await handle.close();
    await using reader = await home.read();
    await reader.drain();
    expect(home.rows().map(({ type }) => type)).toEqual(['a', 'b1', 'b2', 'b3', 'b4', 'b5']);
    expect(home.tampered).toHaveLength(5);
  });

  test('over and over is said a few times, and every line is read', async () => {
    await using home = await createIngestHome();
    await using reader = await home.read();
    for (let i = 0; i < 30; i += 1) {
      await appendFile(home.out, '{"type":"a"}\n');
      await reader.drain();
      await truncate(home.out, 0);
      await reader.drain();
    }
    expect(home.rows()).toHaveLength(30);
    expect(home.tampered).toHaveLength(10);
  });

  test('by shrinking is reported and followed from its new end', async () => {
    await using home = await createIngestHome();
    await appendFile(home.out, '{"type":"a"}\n{"type":"b"}\n');
    await using reader = await home.read();
    await reader.drain();
    await truncate(home.out, 0);
    await reader.drain();
    await appendFile(home.out, '{"type":"c"}\n');
    await reader.drain();
    expect(home.tampered).toEqual([{ kind: 'shrunk', from: 26, to: 0 }]);
    expect(home.rows().map(({ type }) => type)).toEqual(['a', 'b', 'c']);
  });
});

test('a link in the place of a journal is not opened', async () => {
  await using home = await createIngestHome();
  await rename(home.out, join(home.dir, 'elsewhere'));
  await symlink(join(home.dir, 'elsewhere'), home.out);
  await expect(home.read()).rejects.toMatchObject({ code: 'ELOOP' });
});

test('the tools it needs are here', () => {
  expect(execFileSync('perl', ['-e', 'print 1']).toString()).toBe('1');
  expect(execFileSync('fallocate', ['--version']).toString()).toContain('util-linux');
});
