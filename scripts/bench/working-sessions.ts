import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createSampleRepo,
  type Product,
  ServerDatabase,
  script,
  startProduct,
  text,
  tool,
  udsRequest,
} from 'hero-claude-testkit';
import { z } from 'zod';
import type { Benchmark, Row, RunOptions } from './benchmark.ts';

const sessionCount = 20;
const startsAtOnce = 2;
const secondsOfEachPart = 20;
const parts = ['start', 'middle', 'end'] as const;
const goals = { lagMs: 100, unreadMb: 1 };
const mib = 2 ** 20;

const Created = z.looseObject({ session_id: z.string() });

/** Speaks, runs a command that says something, looks at it, and so on for longer than anybody measures. */
const work = script(
  tool(
    'Bash',
    { command: 'seq 1 200' },
    {
      text: 'I look at the next file and say what I find there. '.repeat(6),
      chunks: 20,
      chunk_delay_ms: 10,
      repeat: 2000,
    },
  ),
  text('Done.'),
);

async function startWorking(product: Product, { say, signal }: RunOptions): Promise<string[]> {
  const ids: string[] = [];
  let begun = 0;
  const starter = async (): Promise<void> => {
    while (begun++ < sessionCount) {
      signal.throwIfAborted();
      const created = await product.rpc('session.create', { repos: ['shop'], task: 'Hello.', memory_gb: 1 });
      const { session_id } = Created.parse(created);
      await product.rpc('session.start', { session_id });
      await product.watch(session_id).turnResult();
      ids.push(session_id);
    }
  };
  await Promise.all(Array.from({ length: startsAtOnce }, starter));
  say(`${ids.length} agents are there; all begin to work`);
  await Promise.all(ids.map(async (session_id) => product.rpc('session.send', { session_id, prompt: work })));
  return ids;
}

interface Ingest {
  lines: number;
  batches: number;
  lagSeconds: number;
}

/** What the server counts itself. */
async function ingestOf(product: Product): Promise<Ingest> {
  const { body } = await udsRequest(product.socket('server'), { path: '/metrics' });
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(body)?.[1] ?? 0);
  return {
    lines: value('hero_claude_agent_lines_total'),
    batches: value('hero_claude_ingest_lag_seconds_count'),
    lagSeconds: value('hero_claude_ingest_lag_seconds_sum'),
  };
}

/** What agents have written and nobody has read, of all sessions together. */
async function unreadBytes(product: Product, ids: readonly string[]): Promise<number> {
  using database = ServerDatabase.open(product.home);
  let unread = 0;
  for (const id of ids) {
    const read = database.readUpTo(id);
    const { size } = await stat(join(product.home.buildDir, id, 'logs', 'claude.log'));
    unread += Math.max(0, size - read);
  }
  return unread;
}

interface Part {
  linesPerSecond: number;
  lagMs: number;
  unreadMb: number[];
}

/** One look a second: the mean delay of all batches in that time, and what is unread at each look. */
async function measure(product: Product, ids: readonly string[], signal: AbortSignal): Promise<Part> {
  const before = await ingestOf(product);
  const began = performance.now();
  const unreadMb: number[] = [];
  for (let second = 0; second < secondsOfEachPart && !signal.aborted; second += 1) {
    await delay(1000);
    unreadMb.push((await unreadBytes(product, ids)) / mib);
  }
  const after = await ingestOf(product);
  const seconds = (performance.now() - began) / 1000;
  const batches = Math.max(1, after.batches - before.batches);
  return {
    linesPerSecond: (after.lines - before.lines) / seconds,
    lagMs: ((after.lagSeconds - before.lagSeconds) * 1000) / batches,
    unreadMb,
  };
}

async function run(options: RunOptions): Promise<Row[]> {
  const { say, signal } = options;
  await using product = await startProduct({
    from: 'dist',
    env: { HERO_CLAUDE_MAX_RUNNING: String(sessionCount) },
  });
  await createSampleRepo(join(product.home.codeRoot, 'shop'));
  const ids = await startWorking(product, options);
  const rows: Row[] = [];
  for (const part of parts) {
    const { linesPerSecond, lagMs, unreadMb } = await measure(product, ids, signal);
    say(`${part}: ${Math.round(linesPerSecond)} lines/s stored`);
    const name = (what: string) => `${sessionCount} at work, ${what}, ${part}`;
    const goal = (atMost: number) => (part === 'start' ? {} : { goal: { atMost } });
    rows.push(
      { name: name('lines'), unit: 'lines/s', ours: [linesPerSecond], bare: [] },
      { name: name('delay to the database'), unit: 'ms', ours: [lagMs], bare: [], ...goal(goals.lagMs) },
      { name: name('unread'), unit: 'MB', ours: unreadMb, bare: [], ...goal(goals.unreadMb) },
    );
  }
  return rows;
}

/** A queue that grows shows as a delay or a backlog that is greater at the end than at the start. */
export const workingSessions: Benchmark = {
  name: 'working',
  about: `${sessionCount} agents at work at once: what is unread, and how late it is stored, as time goes by`,
  run,
};
