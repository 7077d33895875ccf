/**
 * A process of its own: what stands behind the gateway. It streams answers of the model, and sends bytes by the
 * megabyte, to whoever asks over TLS, over plain loopback or over its Unix socket.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What the parent gets by IPC. */
export interface UpstreamReady {
  port: number;
  tlsPort: number;
}

/** What a request asks for, in its query. */
export interface AnswerAsked {
  /** Deltas of an answer of the model. */
  deltas: number;
  /** Of one delta's text, in bytes. */
  text: number;
  /** Wait between two deltas, in ms; each then says when it was sent. */
  pace: number;
  /** Whether deltas are sent by the buffer instead of each as it is made. */
  flood: boolean;
}

const [socketPath = '', keyFile = '', certFile = ''] = process.argv.slice(2);
const block = Buffer.alloc(1 << 20, 'x');
let answers = 0;

function eventOf(type: string, rest: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;
}

function deltaOf(text: string): string {
  return eventOf('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
}

async function stream(response: ServerResponse, { deltas, text, pace, flood }: AnswerAsked): Promise<void> {
  answers += 1;
  const usage = { input_tokens: 10, output_tokens: 1 };
  const message = { id: `msg_${process.pid}_${answers}`, model: 'claude-test', usage };
  const delta = deltaOf('y'.repeat(text));
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(eventOf('message_start', { message }));
  for (let sent = 0; sent < deltas && !response.destroyed; sent += 1) {
    if (pace > 0) {
      await delay(pace);
      response.write(deltaOf(`sent ${process.hrtime.bigint()} ns`));
    } else if (!flood) await new Promise<void>((resolve) => response.write(delta, () => resolve()));
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

const answer: RequestListener = (request, response) => {
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
};

const local = createServer(answer).listen(socketPath);
const loopback = createServer(answer).listen(0, '127.0.0.1');
const tls = createTlsServer({ key: readFileSync(keyFile), cert: readFileSync(certFile) }, answer);
tls.listen(0, '127.0.0.1');
await Promise.all([local, loopback, tls].map((server) => once(server, 'listening')));
const portOf = (server: typeof loopback | typeof tls) => (server.address() as AddressInfo).port;
const ready: UpstreamReady = { port: portOf(loopback), tlsPort: portOf(tls) };
process.send?.(ready);
process.once('disconnect', () => process.exit());
