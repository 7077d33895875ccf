import { join } from 'node:path';
import {
  answerTimes,
  createSampleRepo,
  floodCommand,
  type Product,
  startProduct,
  udsRequest,
} from 'hero-claude-testkit';
import { z } from 'zod';
import type { Benchmark, Row, RunOptions } from './benchmark.ts';

const seconds = 30;
/** For the flood, which goes on until its container has been let go on to its end, and for what it left. */
const patienceMs = 300_000;
const goalMs = 100;

const Created = z.looseObject({ session_id: z.string() });
const Executed = z.looseObject({ stdout: z.string() });

type Ask = (product: Product) => Promise<unknown>;

const asked: readonly { name: string; ask: Ask }[] = [
  { name: '/health', ask: (product) => udsRequest(product.socket('server'), { path: '/health' }) },
  { name: 'server.info', ask: (product) => product.rpc('server.info') },
  { name: 'session.list', ask: (product) => product.rpc('session.list') },
];

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

async function run({ say, signal }: RunOptions): Promise<Row[]> {
  await using product = await startProduct({ from: 'dist' });
  await createSampleRepo(join(product.home.codeRoot, 'shop'));
  const { session_id } = Created.parse(
    await product.rpc('session.create', { repos: ['shop'], task: 'Hello.', cpu: 1 }),
  );
  await product.rpc('session.start', { session_id });
  await product.watch(session_id).turnResult();
  signal.throwIfAborted();
  const params = { session_id, command: floodCommand(seconds), timeout_ms: patienceMs };
  const flood = product.rpc('session.exec', params);
  const times = await Promise.all(
    asked.map(({ ask }) => answerTimes(() => ask(product), flood).then((all) => all.sort((a, b) => a - b))),
  );
  const { stdout } = Executed.parse(await flood);
  say(`${stdout} lines in ${seconds} s, ${times.map((all) => all.length).join(', ')} answers`);
  return asked.flatMap(({ name }, which) => {
    const sorted = times[which] ?? [];
    const row = (share: number, text: string, goal?: number): Row => ({
      name: `${name} beside a flood, ${text}`,
      unit: 'ms',
      ours: [at(sorted, share)],
      bare: [],
      ...(goal !== undefined && { goal: { atMost: goal } }),
    });
    return [row(0.5, 'p50'), row(0.99, 'p99', goalMs), row(1, 'longest')];
  });
}

/** One agent writes lines as fast as a core lets it, while somebody looks at the server. */
export const journalFlood: Benchmark = {
  name: 'flood',
  about: `how soon the server answers while an agent floods its journal for ${seconds} s`,
  run,
};
