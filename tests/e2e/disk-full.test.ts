import { execFile } from 'node:child_process';
import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTempHome, script, startProduct, type TempHome, text, tool } from 'hero-claude-testkit';
import { expect, test, vi } from 'vitest';
import { addRepo, clientOf, eventUntil, turnDone } from './support/session.ts';

const run = promisify(execFile);

interface SmallDisk extends AsyncDisposable {
  fill(): Promise<void>;
  free(): Promise<void>;
}

/** Puts the databases of a home on a disk of their own. */
async function smallDisk(home: TempHome): Promise<SmallDisk> {
  const dataDir = join(home.dir, 'hero', 'var', 'hero_claude');
  const ballast = join(dataDir, 'ballast');
  await mkdir(dataDir, { recursive: true });
  await run('mount', ['-t', 'tmpfs', '-o', 'size=32m,mode=0700', 'tmpfs', dataDir]);
  return {
    async fill() {
      await using file = await open(ballast, 'a');
      for (const size of [2 ** 20, 4096]) {
        const block = Buffer.alloc(size);
        for (let hasRoom = true; hasRoom; )
          hasRoom = await file.appendFile(block).then(
            () => true,
            (error: NodeJS.ErrnoException) => {
              if (error.code !== 'ENOSPC') throw error;
              return false;
            },
          );
      }
    },
    free: async () => rm(ballast),
    async [Symbol.asyncDispose]() {
      await run('umount', ['--lazy', dataDir]);
    },
  };
}

/** Waits for a file in its home, then says much. */
const talkative = script(
  tool('Bash', { command: 'until [ -e /home/agent/go ]; do sleep 0.1; done' }),
  tool('Bash', { command: 'seq 4000' }, { repeat: 10 }),
  text('All done.'),
);

/** A disk of its own needs the right to mount one. */
test.runIf(process.getuid?.() === 0)(
  'a full disk below the databases is named, and nothing is lost, doubled or half done',
  async () => {
    await using home = await createTempHome();
    await using disk = await smallDisk(home);
    await using product = await startProduct({ home });
    const client = clientOf(product);
    await addRepo(product, 'shop');
    const create = { repos: ['shop'], task: `Talk. ${talkative}` };
    const { session_id } = await client.session.create(create);
    await client.session.start({ session_id });
    await eventUntil(
      client,
      ({ type, data }) => type === 'session.message' && JSON.stringify(data).includes('tool_use'),
    );

    await disk.fill();
    const full = { code: -32004, kind: 'store.full', hint: expect.stringContaining('Free space') };
    const untilFull = async (): Promise<void> => {
      // Some room is left in what the files have already.
      for (let n = 0; n < 10_000; n++) await client.session.update({ session_id, name: `Name ${n}` });
    };
    await expect(untilFull()).rejects.toMatchObject(full);
    await writeFile(join(home.buildDir, session_id, 'home', 'go'), '');
    const logs = join(home.buildDir, session_id, 'logs');
    await vi.waitFor(
      async () => expect(await readFile(join(logs, 'claude.log'), 'utf8')).toContain('"type":"result"'),
      { timeout: 60_000, interval: 100 },
    );

    await expect(client.session.create(create)).rejects.toMatchObject(full);
    await expect(client.session.send({ session_id, prompt: 'Refused.' })).rejects.toMatchObject(full);
    await expect(client.session.stop({ session_id })).rejects.toMatchObject(full);
    expect(await client.session.list({})).toMatchObject([{ session_id, status: 'running' }]);
    expect((await client.server.health({})).checks).toContainEqual(
      expect.objectContaining({ name: 'database', status: 'fail' }),
    );

    await disk.free();
    await turnDone(client, session_id);
    expect(await client.session.info({ session_id })).toMatchObject({
      status: 'running',
      agent: { state: 'idle' },
      problem: null,
      last_turn: { result: 'All done.' },
    });
    const { lines } = await client.session.logs({ session_id, source: 'claude', limit: 10_000 });
    const written = (await readFile(join(logs, 'claude.log'), 'utf8')).split('\n');
    expect(lines).toEqual(written.filter((line) => line !== '' && !line.includes('"type":"stream_event"')));
    expect(await readFile(join(logs, 'in'), 'utf8')).not.toContain('Refused.');
    expect((await client.server.health({})).checks).toContainEqual(
      expect.objectContaining({ name: 'database', status: 'ok' }),
    );

    await client.session.send({ session_id, prompt: 'Once more.' });
    await turnDone(client, session_id, 2);
    const other = await client.session.create(create);
    expect((await readdir(home.buildDir)).filter((name) => !name.startsWith('.')).sort()).toEqual(
      [session_id, other.session_id].sort(),
    );
  },
);
