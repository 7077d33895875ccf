import { readFile } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { createSampleRepo, type Product, type ProductPart, startProduct } from 'hero-claude-testkit';
import type { Benchmark, Row, RunOptions } from './benchmark.ts';

const parts: readonly ProductPart[] = ['gateway', 'server', 'ui'];
const sessionCount = 50;
const startsAtOnce = 2;
const mib = 2 ** 20;
const agentBytes = 150 * mib;
const pauseMs = 1000;
const goalsMb = { together: 250, server: 300 };

/** Resident memory in MB. */
interface Memory {
  all: number;
  /** Of that, pages of files: the Node binary, which all daemons share. */
  ofFiles: number;
}

type Samples = Record<ProductPart, Memory[]>;

async function memoryOf(pid: number): Promise<Memory> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const megabytes = (field: string): number => {
    const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
    if (kilobytes === undefined) throw new Error(`process ${pid} does not say its ${field}`);
    return Number(kilobytes) / 1024;
  };
  return { all: megabytes('VmRSS'), ofFiles: megabytes('RssFile') };
}

/** Memory of every daemon, once a second, `rounds` times. */
async function sample(product: Product, rounds: number): Promise<Samples> {
  const seen: Samples = { gateway: [], server: [], ui: [] };
  for (let round = 0; round < rounds; round++) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    for (const part of parts) seen[part].push(await memoryOf(product.daemon(part).pid));
  }
  return seen;
}

/** What the daemons take from the machine: the pages they share are there once. */
function together(memories: readonly Memory[]): number {
  const own = memories.reduce((sum, { all, ofFiles }) => sum + all - ofFiles, 0);
  return own + Math.max(...memories.map(({ ofFiles }) => ofFiles));
}

async function startIdle(product: Product): Promise<string> {
  const { session_id } = await product.rpc<{ session_id: string }>('session.create', {
    repos: ['shop'],
    task: 'Say hello.',
    memory_gb: 1,
  });
  await product.rpc('session.start', { session_id });
  await product.watch(session_id).until(({ agent }) => agent?.state === 'idle');
  return session_id;
}

async function startSessions(
  product: Product,
  count: number,
  { say, signal }: RunOptions,
): Promise<string[]> {
  const ids: string[] = [];
  let begun = 0;
  const starter = async (): Promise<void> => {
    while (begun++ < count) {
      signal.throwIfAborted();
      ids.push(await startIdle(product));
      if (ids.length % 10 === 0) say(`${ids.length} agents idle`);
    }
  };
  await Promise.all(Array.from({ length: startsAtOnce }, starter));
  return ids;
}

function rowsOf(seen: Samples, when: string): Row[] {
  const row = (name: string, ours: number[], atMost?: number): Row => ({
    name: `${name}, ${when}`,
    unit: 'MB',
    ours,
    bare: [],
    ...(atMost !== undefined && { goal: { atMost } }),
  });
  const rounds = seen.server.map((_, round) => parts.flatMap((part) => seen[part][round] ?? []));
  const addedUp = rounds.map((memories) => memories.reduce((sum, { all }) => sum + all, 0));
  return [
    row('daemons together', rounds.map(together), goalsMb.together),
    row('the same, shared pages counted each time', addedUp, goalsMb.together),
    ...parts.map((part) => {
      const resident = seen[part].map(({ all }) => all);
      return row(part, resident, part === 'server' ? goalsMb.server : undefined);
    }),
  ];
}

/** Real agents, each of which has said something and waits for more. */
export const daemonMemory: Benchmark = {
  name: 'memory',
  about: `resident memory of the daemons with none and with ${sessionCount} idle sessions`,
  async run(options) {
    const { rounds, say } = options;
    const room = Math.floor(freemem() / agentBytes);
    const count = Math.min(sessionCount, room);
    if (count < sessionCount) say(`only ${count} sessions: the memory is not enough for ${sessionCount}`);
    await using product = await startProduct({
      from: 'dist',
      parts,
      env: { HERO_CLAUDE_MAX_RUNNING: String(count) },
    });
    await createSampleRepo(join(product.home.codeRoot, 'shop'));
    const none = await sample(product, rounds);
    const ids = await startSessions(product, count, options);
    const many = await sample(product, rounds);
    const agents = await Promise.all(
      ids.map(async (session_id) => {
        const { usage } = await product.rpc<{ usage: { memory_bytes: number } }>('session.info', {
          session_id,
        });
        return usage.memory_bytes / mib;
      }),
    );
    return [
      ...rowsOf(none, 'no session'),
      ...rowsOf(many, `${count} idle sessions`),
      { name: 'one idle agent', unit: 'MB', ours: agents, bare: [] },
    ];
  },
};
