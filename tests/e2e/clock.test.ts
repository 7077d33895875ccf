import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Turn } from 'hero-claude-sdk';
import { createTempHome, script, startProduct, text, tool } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { addRepo, clientOf, eventUntil, turnDone } from './support/session.ts';

/** Loaded before the daemons: their clock is wrong by as many milliseconds as the file says. */
const wrongClock = `
  import { readFileSync } from 'node:fs';
  const { now } = Date;
  const wrong = () => now() + Number(readFileSync(process.env.CLOCK_FILE, 'utf8'));
  globalThis.Date = class extends Date {
    constructor(...given) {
      super(...(given.length === 0 ? [wrong()] : given));
    }
    static now() {
      return wrong();
    }
  };`;

const hourMs = 3_600_000;

test('a clock that jumps an hour in the middle of turns: nothing is said twice or lost, and all goes on', async () => {
  await using home = await createTempHome();
  const clock = join(home.dir, 'clock');
  const setClock = async (ms: number): Promise<void> => writeFile(clock, String(ms));
  await setClock(0);
  const preload = `--import data:text/javascript,${encodeURIComponent(wrongClock)}`;
  await using product = await startProduct({ home, env: { NODE_OPTIONS: preload, CLOCK_FILE: clock } });
  const client = clientOf(product);
  await addRepo(product, 'shop');
  const prompt = (name: string): string =>
    `Prompt ${name}. ${script(
      tool('Bash', { command: `echo in-${name}; until [ -e /home/agent/${name} ]; do sleep 0.1; done` }),
      text(`Answer ${name}.`),
    )}`;
  const { session_id } = await client.session.create({ repos: ['shop'], task: prompt('one') });
  const inTurn = async (name: string) =>
    eventUntil(
      client,
      ({ type, data }) => type === 'session.message' && JSON.stringify(data).includes(`echo in-${name}`),
    );
  const endTurn = async (name: string, turn: number): Promise<void> => {
    const { agent, problem } = await client.session.info({ session_id });
    expect({ state: agent?.state, problem }).toEqual({ state: 'working', problem: null });
    await writeFile(join(home.buildDir, session_id, 'home', name), '');
    await turnDone(client, session_id, turn);
  };

  await client.session.start({ session_id });
  await inTurn('one');
  await setClock(hourMs);
  await client.session.send({ session_id, prompt: prompt('two') });
  await endTurn('one', 1);

  await inTurn('two');
  await setClock(-hourMs);
  await endTurn('two', 2);

  await client.session.send({ session_id, prompt: prompt('three') });
  await inTurn('three');
  await product.server.kill9();
  await setClock(hourMs);
  await product.start('server');
  await endTurn('three', 3);

  const turns: Turn[] = (await client.session.turns({ session_id })).turns;
  expect(turns.map(({ state, result }) => [state, result])).toEqual([
    ['done', 'Answer one.'],
    ['done', 'Answer two.'],
    ['done', 'Answer three.'],
  ]);
  for (const { duration_ms } of turns) expect(duration_ms).toBeGreaterThanOrEqual(0);
  // It was a clock that the server went by.
  expect(Date.parse(turns[2]?.started_at ?? '')).toBeLessThan(Date.now() - hourMs / 2);
  const said = await readFile(join(home.buildDir, session_id, 'logs', 'in'), 'utf8');
  for (const name of ['one', 'two', 'three']) {
    expect(said.match(new RegExp(`Prompt ${name}\\.`, 'g'))).toHaveLength(1);
    const asked = product.modelServer.requests.filter(({ body }) => body.includes(`Prompt ${name}.`));
    const last = (body: string) =>
      body.lastIndexOf(`Prompt ${name}.`) > body.lastIndexOf('"role":"assistant"');
    expect(asked.filter(({ body }) => last(body))).toHaveLength(1);
  }
  const { name } = await client.session.update({ session_id, name: 'The last event' });
  const events: string[] = [];
  await eventUntil(client, ({ type, data }) => {
    const told = JSON.stringify(data);
    events.push(told);
    return type === 'session.changed' && told.includes(name);
  });
  expect(events.filter((told) => told.includes('"state":"stuck"'))).toEqual([]);
  expect(await client.session.info({ session_id })).toMatchObject({
    agent: { state: 'idle' },
    problem: null,
  });
});
