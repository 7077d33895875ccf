/** A process of its own: asks for streamed answers, so many at once, and reports once. */
import { readFileSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { median } from './figures.ts';

/** What the parent gets by IPC. */
export interface AnswerReport {
  bytesPerSecond: number;
  /** From the request to the first byte of an answer's body, the median, in ms. */
  firstByteMs: number;
  /** From the sending of an event to its coming, the median, in ms; null when events do not say when they were sent. */
  eventMs: number | null;
}

/** A Unix socket, or the port of localhost to which TLS is spoken. */
const [where = '', caFile = '', path = '', token = '', streams = '1', rounds = '1'] = process.argv.slice(2);
const isTls = /^\d+$/.test(where);
const pooled = { keepAlive: true, maxSockets: Number(streams) };
const agent = isTls ? new TlsAgent({ ...pooled, ca: readFileSync(caFile) }) : new Agent(pooled);
const body = JSON.stringify({
  model: 'claude-test',
  max_tokens: 1,
  messages: [{ role: 'user', content: 'x' }],
});
const stamp = /sent (\d+) ns/g;
/** One that is asked for to open a connection, before anything counts. */
const shortest = path.replace(/\?.*/, '?deltas=1&text=1');
let firstByteMs: number[] = [];
let bytes = 0;
const eventMs: number[] = [];

function take(chunk: Buffer, isStamped: boolean): void {
  bytes += chunk.length;
  if (!isStamped) return;
  const now = process.hrtime.bigint();
  for (const [, sent] of chunk.toString('latin1').matchAll(stamp))
    eventMs.push(Number(now - BigInt(sent ?? 0)) / 1e6);
}

function ask(what: string): Promise<void> {
  const isStamped = what.includes('pace=');
  const options = {
    path: what,
    method: 'POST',
    agent,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  };
  return new Promise((resolve, reject) => {
    const asked = performance.now();
    const answered = (incoming: IncomingMessage): void => {
      if (incoming.statusCode !== 200) reject(new Error(`${incoming.statusCode} at ${where}`));
      incoming.once('data', () => firstByteMs.push(performance.now() - asked));
      incoming.on('data', (chunk: Buffer) => take(chunk, isStamped));
      incoming.once('end', resolve);
      incoming.once('error', reject);
    };
    const outgoing = isTls
      ? tlsRequest({ ...options, host: 'localhost', port: where }, answered)
      : request({ ...options, socketPath: where }, answered);
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

async function follow(): Promise<void> {
  for (let round = 0; round < Number(rounds); round += 1) await ask(path);
}

const everybody = Array.from({ length: Number(streams) });
await Promise.all(everybody.map(() => ask(shortest)));
firstByteMs = [];
bytes = 0;
const started = performance.now();
await Promise.all(everybody.map(follow));
const report: AnswerReport = {
  bytesPerSecond: bytes / ((performance.now() - started) / 1000),
  firstByteMs: median(firstByteMs),
  eventMs: eventMs.length === 0 ? null : median(eventMs),
};
process.send?.(report);
agent.destroy();
process.disconnect();
