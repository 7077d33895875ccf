import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Product, startProduct } from 'hero-claude-testkit';
import type { AnswerReport } from './answer-load.ts';
import type { UpstreamReady } from './answer-upstream.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { messageOf, startProcess } from './child-process.ts';
import type { DownloadReport } from './egress-load.ts';

const atOnce = 50;
const sides = ['ours', 'bare'] as const;
type Side = (typeof sides)[number];

/** Answers of 150-byte events, each sent when it is made; the same bytes are asked for in each row. */
const oneStream = 'deltas=40000&text=20';
const oneOfMany = 'deltas=800&text=20';
/** By the buffer, which no model does: what is left when the gateway's work is nearly all there is. */
const flooded = 'deltas=4000&text=20&flood';
/** As fast as a fast model writes, for some four seconds. */
const spoken = 'deltas=400&text=20&pace=10';
const short = 'deltas=1&text=20';
const shortAnswers = 60;
const downloadMb = 1_000;

interface Session {
  token: string;
  model: string;
  egress: string;
}

async function openSession(product: Product, port: number): Promise<Session> {
  const token = `hero-${randomBytes(16).toString('hex')}`;
  const runDir = join(product.home.dir, 'run', 'benchmark');
  await product.gatewayRpc('session.open', {
    session_id: randomBytes(4).toString('hex'),
    token_sha256: createHash('sha256').update(token).digest('hex'),
    run_dir: runDir,
    uid: process.getuid?.() ?? 0,
    gid: process.getgid?.() ?? 0,
    egress: { policy: 'allowlist', allow: [`localhost:${port}`] },
  });
  return { token, model: join(runDir, 'model.sock'), egress: join(runDir, 'egress.sock') };
}

/** The gateway, the upstream and the client are processes of their own. */
export const gateway: Benchmark = {
  name: 'gateway',
  about: `answers of the model and a download through the gateway against the same without it`,
  async run({ rounds, say, signal }) {
    await using product = await startProduct({ from: 'dist', parts: [] });
    const upstreamSocket = join(product.home.socketDir, 'upstream.sock');
    const upstream = startProcess('answer-upstream.ts', upstreamSocket);
    try {
      const { port } = await messageOf<UpstreamReady>(upstream, 'the upstream');
      await product.start('gateway', { env: { HERO_CLAUDE_MODEL_URL: `http://127.0.0.1:${port}` } });
      const session = await openSession(product, port);
      const sockets = { ours: session.model, bare: upstreamSocket };
      const ask = (side: Side, answer: string, streams: number, each = 1): Promise<AnswerReport> => {
        const path = `/v1/messages?${answer}`;
        const client = startProcess('answer-load.ts', sockets[side], path, session.token, streams, each);
        return messageOf<AnswerReport>(client, 'a client of the model');
      };
      const download = (side: Side): Promise<DownloadReport> => {
        const proxy = side === 'ours' ? session.egress : '';
        return messageOf<DownloadReport>(
          startProcess('egress-load.ts', proxy, port, downloadMb),
          'a download',
        );
      };
      /** Of an answer that is asked for while others stream. */
      const firstByteMs = async (side: Side): Promise<number> => {
        const others = ask(side, spoken, atOnce - 1);
        const { firstByteMs } = await ask(side, short, 1, shortAnswers);
        await others;
        return firstByteMs;
      };
      const rates: [Row, (side: Side) => Promise<{ bytesPerSecond: number }>][] = [
        [row('model answer, one stream', 0.8), (side) => ask(side, oneStream, 1)],
        [row(`model answer, ${atOnce} streams at once`, 0.8), (side) => ask(side, oneOfMany, atOnce)],
        [row(`the same by the buffer`), (side) => ask(side, flooded, atOnce)],
        [row('download through egress', 0.7), download],
      ];
      const delay: Row = {
        name: `first byte beside ${atOnce - 1} streams, more than without`,
        unit: 'ms',
        ours: [],
        bare: [],
        goal: { atMost: 2 },
      };
      for (const [, measure] of rates) for (const side of sides) await measure(side);
      for (let round = 1; round <= rounds; round++) {
        signal.throwIfAborted();
        const order = round % 2 === 1 ? sides : sides.toReversed();
        for (const [rate, measure] of rates)
          for (const side of order) rate[side].push((await measure(side)).bytesPerSecond / 1e6);
        const first = { ours: 0, bare: 0 };
        for (const side of order) first[side] = await firstByteMs(side);
        delay.ours.push(first.ours - first.bare);
        const told = rates.map(([{ ours, bare }]) => `${ours.at(-1)?.toFixed(0)}/${bare.at(-1)?.toFixed(0)}`);
        say(
          `round ${round}: ours/bare ${told.join(', ')} MB/s, first byte +${delay.ours.at(-1)?.toFixed(2)} ms`,
        );
      }
      return [...rates.map(([rate]) => rate), delay];
    } finally {
      upstream.kill();
    }
  },
};

function row(name: string, ratioAtLeast?: number): Row {
  return { name, unit: 'MB/s', ours: [], bare: [], ...(ratioAtLeast && { goal: { ratioAtLeast } }) };
}
