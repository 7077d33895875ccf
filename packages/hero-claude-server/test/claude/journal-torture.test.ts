import { spawn } from 'node:child_process';
import { appendFile, open, stat } from 'node:fs/promises';
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import {
  JournalReader,
  type ReadBatch,
  type ReadPosition,
} from '../../src/adapters/claude/journal/journal-reader.ts';
import { JournalStore } from '../../src/adapters/store/journal-store.ts';
import { createIngestHome, type IngestHome, quietLog, sessionId } from './ingest-home.ts';

const torture = process.env['HERO_TORTURE'] !== undefined;
const mebibyte = 2 ** 20;
const floodMs = torture ? 30_000 : 1_000;
const lineMib = torture ? 1_024 : 50;
/** On a machine that does other things as well; work that grows with what is written takes far longer. */
const bearableMs = 1_000;

/** How long anybody else had to wait, as all share one thread: 99 of 100 times, in ms. */
function waited(histogram: IntervalHistogram): number {
  return histogram.percentile(99) / 1e6;
}

/** Time that others wait is bounded by what is done between two turns, not by how much there is. */
async function watched(work: () => Promise<void>): Promise<{ waitedMs: number; grownBytes: number }> {
  const before = process.memoryUsage().rss;
  const histogram = monitorEventLoopDelay({ resolution: 10 });
  histogram.enable();
  await work();
  histogram.disable();
  return { waitedMs: waited(histogram), grownBytes: process.memoryUsage().rss - before };
}

function countOf(home: IngestHome): number {
  return home.db.get<{ n: number }>('SELECT count(*) AS n FROM messages')?.n ?? 0;
}

test(`a line of ${lineMib} MiB keeps nobody waiting and is not held in memory`, {
  timeout: 900_000,
}, async () => {
  await using home = await createIngestHome();
  await using reader = await home.read();
  const piece = Buffer.alloc(8 * mebibyte, 'x');
  const { waitedMs, grownBytes } = await watched(async () => {
    await using file = await open(home.out, 'a');
    await file.write('{"type":"assistant","text":"');
    for (let written = 0; written < lineMib; written += 8) {
      await file.write(piece);
      await reader.drain();
    }
    await file.write('"}\n{"type":"next"}\n');
    await reader.drain();
  });
  expect(home.rows()).toMatchObject([
    { seq: 1, flaw: 'truncated' },
    { seq: 2, type: 'next', flaw: null },
  ]);
  expect(waitedMs).toBeLessThan(bearableMs);
  expect(grownBytes).toBeLessThan(400 * mebibyte);
});

test(`a flood of ${floodMs / 1_000} seconds keeps nobody waiting, loses nothing, and is held back`, {
  timeout: 900_000,
}, async () => {
  await using home = await createIngestHome();
  await using reader = await home.read({ maxBacklogBytes: 16 * mebibyte });
  const line = JSON.stringify({ type: 'assistant', message: { content: 'y'.repeat(400) } });
  const writer = spawn('sh', ['-c', 'exec yes "$1" >> "$2"', 'sh', line, home.out], { stdio: 'ignore' });
  const ended = new Promise((resolve) => writer.once('exit', resolve));
  // What the engine does to a container that writes faster than it is read.
  const held = setInterval(() => {
    writer.kill(home.backlog.at(-1) === true ? 'SIGSTOP' : 'SIGCONT');
    home.stored.length = 0;
  }, 20);
  // Read by itself, as it comes.
  const { waitedMs } = await watched(async () => delay(floodMs));
  clearInterval(held);
  writer.kill('SIGKILL');
  await ended;
  await reader.drain();
  const { size } = await stat(home.out);
  expect(countOf(home)).toBe(Math.floor(size / (line.length + 1)));
  expect(home.tampered).toEqual([]);
  expect(new JournalStore(home.db).keptBytes(sessionId)).toBe(countOf(home) * (line.length + 400));
  expect(waitedMs).toBeLessThan(bearableMs);
});

/** As costly to keep as a line can be. */
function keep(batch: ReadBatch, msPerLine: number): void {
  const until = performance.now() + batch.lines.length * msPerLine;
  while (performance.now() < until);
}

test('lines that are dear to keep are kept a few at a time', async () => {
  await using home = await createIngestHome();
  const lines = 4_000;
  await appendFile(home.out, `${'z'.repeat(99)}\n`.repeat(lines));
  const batches: number[] = [];
  let position: ReadPosition = { offset: 0, punched: 0, longStart: null };
  const sink = {
    position: () => position,
    commit(batch: ReadBatch) {
      keep(batch, 0.5);
      batches.push(batch.lines.length);
      position = batch.position;
    },
    tampered: () => undefined,
    backlog: () => undefined,
    trouble: () => undefined,
  };
  await using reader = await JournalReader.open(home.out, sink, quietLog);
  await reader.drain();
  expect(batches.reduce((sum, count) => sum + count, 0)).toBe(lines);
  // A quarter of a megabyte would have been 1.3 s.
  expect(Math.max(...batches)).toBeLessThan(400);
  expect(batches.toSorted((a, b) => a - b)[Math.floor(batches.length / 2)]).toBeLessThan(100);
});
