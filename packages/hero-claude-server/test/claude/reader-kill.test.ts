import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createIngestHome } from './ingest-home.ts';

const kills = Number(process.env.HERO_TEST_KILLS ?? 5);
const timeout = 60_000 + kills * 10_000;

function run(script: string, ...args: string[]): ChildProcess {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=hero:source', path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Also when the test runs out of time.
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

test('nothing is lost, doubled or out of order when the reader is killed at any time', {
  timeout,
}, async () => {
  await using home = await createIngestHome();
  const flood = run('agent-flood.ts', home.out);
  try {
    for (let i = 0; i < kills; i += 1) {
      const reader = run('reader-process.ts', home.dir);
      const died = once(reader, 'exit');
      await Promise.race([once(reader.stdout ?? flood, 'data'), died]);
      await delay(Math.random() * 150);
      expect(reader.kill('SIGKILL')).toBe(true);
      await died;
    }
  } finally {
    flood.kill('SIGTERM');
    await once(flood, 'exit');
  }
  await using reader = await home.read();
  await reader.drain();
  const written = (await readFile(home.out, 'utf8')).split('\n').slice(0, -1);
  const texts = home.texts();
  expect(written.length).toBeGreaterThan(50 * kills);
  expect(texts).toHaveLength(written.length);
  expect(texts.findIndex((text, index) => text !== written[index])).toBe(-1);
  expect(home.rows().every(({ seq }, index) => seq === index + 1)).toBe(true);
});
