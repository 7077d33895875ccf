import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startModelServer } from 'hero-claude-testkit';
import { expect, test } from 'vitest';
import { MessageStore } from '../../src/adapters/store/message-store.ts';
import { createAgentHome } from './agent-home.ts';
import { startOnHost } from './host-agent.ts';
import { sessionId } from './ingest-home.ts';

const kills = Number(process.env.HERO_TEST_KILLS ?? 4);
const prompts = kills * 6;
const timeout = 60_000 + kills * 10_000;

function talk(dir: string): { child: ChildProcess; exited: Promise<unknown[]> } {
  const path = fileURLToPath(new URL('talker-process.ts', import.meta.url));
  const args = ['--import', 'tsx', '--conditions=hero:source', path, dir, String(prompts)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return { child, exited: once(child, 'exit') };
}

test('whoever talks to an agent may be killed at any time: each prompt is asked once, in order', {
  timeout,
}, async () => {
  await using model = await startModelServer();
  await using home = await createAgentHome();
  {
    await using conversation = await home.open();
    await conversation.begin();
  }
  await using _agent = await startOnHost(home, model.url);
  for (let i = 0; i < kills; i += 1) {
    const { child, exited } = talk(home.dir);
    await Promise.race([once(child.stdout ?? child, 'data'), exited]);
    await delay(Math.random() * 400);
    child.kill('SIGKILL');
    await exited;
  }
  expect(await talk(home.dir).exited).toEqual([0, null]);
  const asked = model.requests.map(({ body }) => [...body.matchAll(/number (\d+);/g)].at(-1)?.[1]);
  expect(asked).toEqual(Array.from({ length: prompts }, (_none, index) => String(index + 1)));
  const lines = new MessageStore(home.db).list(sessionId, { limit: 100_000 });
  expect(lines.every(({ seq }, index) => seq === index + 1)).toBe(true);
  expect(lines.filter(({ type }) => type === 'result')).toHaveLength(prompts);
});
