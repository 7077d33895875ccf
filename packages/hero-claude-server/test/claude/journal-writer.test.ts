import { appendFile, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { JournalWriter, type NewInput } from '../../src/adapters/claude/journal/journal-writer.ts';
import { InputStore } from '../../src/adapters/store/input-store.ts';
import { createIngestHome, type IngestHome, sessionId } from './ingest-home.ts';

const prompt = (uuid: string): NewInput => ({
  uuid,
  kind: 'prompt',
  line: JSON.stringify({ type: 'user', uuid }),
});
const control = (uuid: string): NewInput => ({
  uuid,
  kind: 'control',
  line: JSON.stringify({ request_id: uuid }),
});

function write(home: IngestHome, generation: number): JournalWriter {
  const path = join(home.dir, 'in');
  const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  return new JournalWriter({ db: home.db, sessionId, path, ...owner, now: Date.now }, generation);
}
async function uuidsInFile(home: IngestHome): Promise<string[]> {
  const lines = (await readFile(join(home.dir, 'in'), 'utf8')).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => {
    const { uuid, request_id } = JSON.parse(line);
    return uuid ?? request_id;
  });
}
const states = (home: IngestHome) =>
  home.db.all<{ uuid: string; state: string }>('SELECT uuid, state FROM inputs ORDER BY n');

describe('what is said', () => {
  test('is on record and in the file, once for each uuid', async () => {
    await using home = await createIngestHome();
    await using writer = write(home, 0);
    await writer.beginGeneration([control('hello')], () => {});
    const answers = await Promise.all(['p1', 'p2', 'p1'].map((uuid) => writer.say(prompt(uuid))));
    expect(answers).toEqual([true, true, false]);
    expect(await uuidsInFile(home)).toEqual(['hello', 'p1', 'p2']);
    expect(states(home).map(({ state }) => state)).toEqual(['appended', 'appended', 'appended']);
    expect((await stat(join(home.dir, 'in'))).mode & 0o777).toBe(0o600);
  });

  test('before an agent is there waits for it', async () => {
    await using home = await createIngestHome();
    await using writer = write(home, 0);
    await writer.say(prompt('p1'));
    await writer.beginGeneration([control('hello')], () => {});
    expect(await uuidsInFile(home)).toEqual(['hello', 'p1']);
  });

  test('and not taken in goes to the next agent, in order; requests do not', async () => {
    await using home = await createIngestHome();
    await using writer = write(home, 0);
    const inputs = new InputStore(home.db);
    await writer.beginGeneration([control('hello-1')], () => {});
    for (const uuid of ['p1', 'p2', 'p3']) await writer.say(prompt(uuid));
    await writer.say(control('interrupt'));
    inputs.acknowledge(sessionId, 'p2', Date.now());
    await writer.end();
    await writer.say(prompt('p4'));
    await writer.beginGeneration([control('hello-2')], () => {});
    expect(await uuidsInFile(home)).toEqual(['hello-2', 'p1', 'p3', 'p4']);
    expect(states(home).filter(({ state }) => state === 'dropped')).toMatchObject([
      { uuid: 'hello-1' },
      { uuid: 'interrupt' },
    ]);
  });
});

describe('after a crash', () => {
  async function crashed(home: IngestHome): Promise<string> {
    await using writer = write(home, 0);
    await writer.beginGeneration([control('hello')], () => {});
    for (const uuid of ['p1', 'p2', 'p3']) await writer.say(prompt(uuid));
    return readFile(join(home.dir, 'in'), 'utf8');
  }

  test('at any byte the file is completed, and nothing is in it twice', async () => {
    await using home = await createIngestHome();
    const whole = await crashed(home);
    for (let length = 0; length <= whole.length; length += 1) {
      await truncate(join(home.dir, 'in'), length);
      await using writer = write(home, 1);
      await writer.resume();
      expect(await readFile(join(home.dir, 'in'), 'utf8')).toBe(whole);
    }
    await using writer = write(home, 1);
    await writer.resume();
    await writer.say(prompt('p4'));
    expect(await uuidsInFile(home)).toEqual(['hello', 'p1', 'p2', 'p3', 'p4']);
  });

  test('a row that never came to the file is appended', async () => {
    await using home = await createIngestHome();
    await crashed(home);
    new InputStore(home.db).add(sessionId, { ...prompt('p4'), generation: 1 }, Date.now());
    await using writer = write(home, 1);
    await writer.resume();
    expect(await uuidsInFile(home)).toEqual(['hello', 'p1', 'p2', 'p3', 'p4']);
  });

  test.each(['{"type":"user","uuid":"mine"}\n', 'x'])(
    'what we did not write is refused: %j',
    async (foreign) => {
      await using home = await createIngestHome();
      const whole = await crashed(home);
      await appendFile(join(home.dir, 'in'), foreign);
      await using writer = write(home, 1);
      await expect(writer.resume()).rejects.toMatchObject({
        kind: 'journal.input_mismatch',
        facts: { offset: whole.length },
      });
      await writer.beginGeneration([], () => {});
      expect(await uuidsInFile(home)).toEqual(['p1', 'p2', 'p3']);
    },
  );

  test('a changed line is refused', async () => {
    await using home = await createIngestHome();
    const whole = await crashed(home);
    await writeFile(join(home.dir, 'in'), whole.replace('p1', 'pX'));
    await using writer = write(home, 1);
    await expect(writer.resume()).rejects.toMatchObject({ kind: 'journal.input_mismatch' });
  });
});
