/**
 * A process of its own: what stands behind the gateway. It streams answers of the model, and sends bytes by the
 * megabyte, to whoever asks over its Unix socket or over loopback.
 */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What the parent gets by IPC. */
export interface UpstreamReady {
  port: number;
}

/** What a request asks for, in its query. */
export interface AnswerAsked {
  /** Deltas of an answer of the model. */
  deltas: number;
  /** Of one delta's text, in bytes. */
  text: number;
  /** Wait between two deltas, in ms. */
  pace: number;
  /** Whether deltas are sent by the buffer instead of each as it is made. */
  flood: boolean;
}

const [socketPath = ''] = process.argv.slice(2);
const block = Buffer.alloc(1 << 20, 'x');
let answers = 0;

function eventOf(type: string, rest: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;
}

async function stream(response: ServerResponse, { deltas, text, pace, flood }: AnswerAsked): Promise<void> {
  answers += 1;
  const usage = { input_tokens: 10, output_tokens: 1 };
  const message = { id: `msg_${process.pid}_${answers}`, model: 'claude-test', usage };
  const delta = eventOf('content_block_delta', {
    index: 0,
    delta: { type: 'text_delta', text: 'y'.repeat(text) },
  });
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(eventOf('message_start', { message }));
  for (let sent = 0; sent < deltas && !response.destroyed; sent += 1) {
    if (pace > 0) await delay(pace);
    if (!flood) await new Promise<void>((resolve) => response.write(delta, () => resolve()));
    else if (!response.write(delta)) await once(response, 'drain');
  }
  response.write(eventOf('message_delta', { usage: { output_tokens: deltas } }));
  response.end(eventOf('message_stop', {}));
}

async function send(response: ServerResponse, megabytes: number): Promise<void> {
  response.writeHead(200, { 'content-length': megabytes * block.length });
  for (let sent = 0; sent < megabytes; sent += 1) {
    if (!response.write(block)) await once(response, 'drain');
  }
  response.end();
}

function listener() {
  return createServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://upstream').searchParams;
    const number = (name: string): number => Number(query.get(name) ?? 0);
    request.resume();
    request.once('end', () => {
      const megabytes = number('megabytes');
      const asked = {
        deltas: number('deltas'),
        text: number('text'),
        pace: number('pace'),
        flood: query.has('flood'),
      };
      void (megabytes > 0 ? send(response, megabytes) : stream(response, asked));
    });
  });
}

const local = listener().listen(socketPath);
const loopback = listener().listen(0, '127.0.0.1');
await Promise.all([once(local, 'listening'), once(loopback, 'listening')]);
const ready: UpstreamReady = { port: (loopback.address() as AddressInfo).port };
process.send?.(ready);
process.once('disconnect', () => process.exit());
