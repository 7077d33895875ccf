/** A process of its own: asks for streamed answers over a Unix socket, so many at once, and reports once. */
import { Agent, request } from 'node:http';
import { median } from './figures.ts';

/** What the parent gets by IPC. */
export interface AnswerReport {
  bytesPerSecond: number;
  /** From the request to the first byte of an answer's body, the median, in ms. */
  firstByteMs: number;
}

const [socketPath = '', path = '', token = '', streams = '1', rounds = '1'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(streams) });
const body = JSON.stringify({
  model: 'claude-test',
  max_tokens: 1,
  messages: [{ role: 'user', content: 'x' }],
});
const firstByteMs: number[] = [];
let bytes = 0;

function ask(): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = performance.now();
    const outgoing = request(
      {
        socketPath,
        path,
        method: 'POST',
        agent,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      },
      (incoming) => {
        if (incoming.statusCode !== 200) reject(new Error(`${incoming.statusCode} at ${socketPath}`));
        incoming.once('data', () => firstByteMs.push(performance.now() - asked));
        incoming.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        incoming.once('end', resolve);
        incoming.once('error', reject);
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

async function follow(): Promise<void> {
  for (let round = 0; round < Number(rounds); round += 1) await ask();
}

const started = performance.now();
await Promise.all(Array.from({ length: Number(streams) }, follow));
const report: AnswerReport = {
  bytesPerSecond: bytes / ((performance.now() - started) / 1000),
  firstByteMs: median(firstByteMs),
};
process.send?.(report);
agent.destroy();
process.disconnect();
