import { join } from 'node:path';
import { startProduct } from 'hero-claude-testkit';
import type { Benchmark, Row } from './benchmark.ts';
import { messageOf, startProcess, startSession } from './child-process.ts';
import type { LoadReport } from './rpc-load.ts';

const connections = 16;
const secondsPerRun = 3;
/** The engine compiles hot code late, and later still on a busy machine. */
const warmUpSeconds = 10;

async function loadOf(socketPath: string, clients: number, seconds = secondsPerRun): Promise<LoadReport> {
  const child = startProcess('rpc-load.ts', socketPath, clients, seconds);
  return messageOf<LoadReport>(child, 'the load generator');
}

/** Server, echo and client are processes of their own; two of them share the machine at any time. */
export const rpc: Benchmark = {
  name: 'rpc',
  about: 'server.info over the socket against a bare node:http echo over a socket, answers of one size',
  async run({ rounds, say, signal }) {
    await using product = await startProduct({ from: 'dist' });
    const answer = { jsonrpc: '2.0', id: 1, result: await product.rpc('server.info') };
    const answerBytes = Buffer.byteLength(JSON.stringify(answer));
    const echoSocket = join(product.home.socketDir, 'echo.sock');
    const echo = startSession('rpc-echo.ts', echoSocket, answerBytes);
    try {
      await messageOf(echo, 'the echo server');
      const sockets = { ours: product.socket('server'), bare: echoSocket };
      const throughput: Row = {
        name: `rpc throughput, ${connections} connections`,
        unit: 'req/s',
        ours: [],
        bare: [],
        goal: { ratioAtLeast: 0.6 },
      };
      const latency: Row = {
        name: 'rpc p50, one connection',
        unit: 'ms',
        ours: [],
        bare: [],
        goal: { ratioAtMost: 2 },
      };
      for (const socket of Object.values(sockets)) await loadOf(socket, connections, warmUpSeconds);
      for (let round = 1; round <= rounds; round++) {
        signal.throwIfAborted();
        const sides = round % 2 === 1 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const);
        for (const side of sides)
          throughput[side].push((await loadOf(sockets[side], connections)).requestsPerSecond);
        for (const side of sides) latency[side].push((await loadOf(sockets[side], 1)).p50Ms);
        say(
          `round ${round}: ours ${throughput.ours.at(-1)?.toFixed(0)} req/s and ${latency.ours.at(-1)?.toFixed(3)} ms, bare ${throughput.bare.at(-1)?.toFixed(0)} req/s and ${latency.bare.at(-1)?.toFixed(3)} ms`,
        );
      }
      return [throughput, latency];
    } finally {
      echo.kill();
    }
  },
};
