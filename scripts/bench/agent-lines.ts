import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createSampleRepo, type Product, startProduct, udsSse } from 'hero-claude-testkit';
import { z } from 'zod';
import type { Benchmark, Row, RunOptions } from './benchmark.ts';

const workspace = join(import.meta.dirname, '..', '..');
const serverDir = join(workspace, 'packages', 'hero-claude-server');
const bulk = 20_000;
const total = 100_000;
const perSecond = 500;
const liveSeconds = 8;
const goals = { ingest: 0.7, p50Ms: 10, p99Ms: 50, pageMs: 50, serverMb: 300 };

const Page = z.looseObject({ messages: z.array(z.unknown()) });
const Info = z.looseObject({ messages: z.number() });

function line(n: number): string {
  const text = `Line ${n} of an agent that has something to say. `.repeat(12);
  const message = { id: `msg_${n}`, role: 'assistant', content: [{ type: 'text', text }] };
  return `${JSON.stringify({ type: 'assistant', message, session_id: 'bench', uuid: `u${n}`, sent: Date.now() })}\n`;
}

/** A session whose journal is written from here, as its agent would write it. */
class Journal {
  readonly product: Product;
  readonly sessionId: string;
  readonly #file: string;
  #written = 0;

  constructor(product: Product, sessionId: string) {
    this.product = product;
    this.sessionId = sessionId;
    this.#file = join(product.home.buildDir, sessionId, 'logs', 'claude.log');
  }

  /** The next lines, which are not in the file yet. */
  lines(count: number): string {
    let lines = '';
    for (let n = 0; n < count; n += 1) lines += line((this.#written += 1));
    return lines;
  }

  async write(count: number, lines = this.lines(count)): Promise<void> {
    await appendFile(this.#file, lines);
  }

  async stored(): Promise<number> {
    const info = await this.product.rpc('session.info', { session_id: this.sessionId });
    return Info.parse(info).messages;
  }

  async until(count: number): Promise<void> {
    // Asked for cheaply: session.info looks into the container each time.
    const params = { session_id: this.sessionId, after: count - 1, limit: 1 };
    while (Page.parse(await this.product.rpc('session.messages', params)).messages.length === 0)
      await delay(20);
  }
}

/** Lines per second from the file into the database. */
async function ingestRate(journal: Journal): Promise<number> {
  const before = await journal.stored();
  // Made beforehand, as they are for the pipe.
  const lines = journal.lines(bulk);
  const began = performance.now();
  await journal.write(bulk, lines);
  await journal.until(before + bulk);
  return (bulk * 1000) / (performance.now() - began);
}

/** The same lines through a pipe into the same tables. */
async function bareRate(): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'hero-bench-'));
  try {
    let lines = '';
    for (let n = 0; n < bulk; n += 1) lines += line(n);
    const tsx = createRequire(join(workspace, 'package.json')).resolve('tsx');
    const program = join(import.meta.dirname, 'bare-ingest.ts');
    const child = spawn(process.execPath, ['--import', tsx, program, join(dir, 'db.sqlite'), serverDir], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const began = performance.now();
    child.stdin.end(lines);
    await new Promise((resolve) => child.once('close', resolve));
    return (bulk * 1000) / (performance.now() - began);
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** How long lines take from the file to a client of the event stream, in ms. */
async function delays(journal: Journal): Promise<number[]> {
  const { product, sessionId } = journal;
  const stop = new AbortController();
  const seen: number[] = [];
  const wanted = perSecond * liveSeconds;
  const reading = (async () => {
    const events = udsSse(product.socket('server'), `/events?session=${sessionId}`, { signal: stop.signal });
    for await (const { event, data } of events) {
      const sent = event === 'session.message' ? /\\"sent\\":(\d+)/.exec(data)?.[1] : undefined;
      if (sent !== undefined && seen.push(Date.now() - Number(sent)) >= wanted) return;
    }
  })();
  await delay(500);
  const began = performance.now();
  for (let n = 0; n < wanted; n += 1) {
    const waitMs = began + (n * 1000) / perSecond - performance.now();
    if (waitMs > 1) await delay(waitMs);
    await journal.write(1);
  }
  await Promise.race([reading, delay(30_000)]);
  stop.abort();
  return seen.sort((a, b) => a - b);
}

const at = (sorted: number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.POSITIVE_INFINITY;

async function firstPageMs({ product, sessionId }: Journal): Promise<number> {
  const began = performance.now();
  await product.rpc('session.messages', { session_id: sessionId });
  return performance.now() - began;
}

async function residentMb(pid: number): Promise<number> {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

async function run({ rounds, say, signal }: RunOptions): Promise<Row[]> {
  await using product = await startProduct({ from: 'dist' });
  await createSampleRepo(join(product.home.codeRoot, 'shop'));
  const created = await product.rpc('session.create', { repos: ['shop'], task: 'hello' });
  const { session_id } = z.looseObject({ session_id: z.string() }).parse(created);
  await product.rpc('session.start', { session_id });
  await product.watch(session_id).turnResult();
  const journal = new Journal(product, session_id);
  const rates: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
  const [p50, p99, page]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds && !signal.aborted; round += 1) {
    say(`round ${round + 1} of ${rounds}`);
    rates.bare.push(await bareRate());
    rates.ours.push(await ingestRate(journal));
    const sorted = await delays(journal);
    p50.push(at(sorted, 0.5));
    p99.push(at(sorted, 0.99));
    page.push(await firstPageMs(journal));
  }
  while ((await journal.stored()) < total && !signal.aborted) {
    const before = await journal.stored();
    await journal.write(bulk);
    await journal.until(before + bulk);
  }
  const alone = { bare: [] };
  return [
    { name: 'ingest of agent lines', unit: 'lines/s', ...rates, goal: { ratioAtLeast: goals.ingest } },
    {
      name: `line to client at ${perSecond}/s, p50`,
      unit: 'ms',
      ours: p50,
      ...alone,
      goal: { atMost: goals.p50Ms },
    },
    {
      name: `line to client at ${perSecond}/s, p99`,
      unit: 'ms',
      ours: p99,
      ...alone,
      goal: { atMost: goals.p99Ms },
    },
    {
      name: 'first page of a long session',
      unit: 'ms',
      ours: page,
      ...alone,
      goal: { atMost: goals.pageMs },
    },
    {
      name: `server after ${total} lines`,
      unit: 'MB',
      ours: [await residentMb(product.server.pid)],
      ...alone,
      goal: { atMost: goals.serverMb },
    },
  ];
}

export const agentLines: Benchmark = {
  name: 'lines',
  about: 'an agent’s lines into the database and on to a client, beside a bare pipe into the same tables',
  run,
};
