/** A process of its own: downloads once, through a proxy or not, and reports how fast. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** What the parent gets by IPC. */
export interface DownloadReport {
  bytesPerSecond: number;
}

/** A proxy's socket, or an empty text for a direct connection; what to trust, or an empty text for no TLS. */
const [proxy = '', port = '', caFile = '', megabytes = '1'] = process.argv.slice(2);
const authority = `localhost:${port}`;

async function connected(): Promise<Socket> {
  if (proxy === '') return connect(Number(port), '127.0.0.1');
  const outgoing = request({ socketPath: proxy, method: 'CONNECT', path: authority }).end();
  const [{ statusCode }, socket] = (await once(outgoing, 'connect')) as [IncomingMessage, Socket];
  if (statusCode !== 200) throw new Error(`CONNECT ${authority}: ${statusCode}`);
  return socket;
}

async function secured(socket: Socket): Promise<Socket> {
  if (caFile === '') return socket;
  const secure = connectTls({ socket, servername: 'localhost', ca: readFileSync(caFile) });
  await once(secure, 'secureConnect');
  return secure;
}

const socket = await secured(await connected());
let bytes = 0;
const started = performance.now();
socket.on('data', (chunk: Buffer) => {
  bytes += chunk.length;
});
socket.write(`GET /?megabytes=${megabytes} HTTP/1.1\r\nHost: ${authority}\r\nConnection: close\r\n\r\n`);
await once(socket, 'end');
const report: DownloadReport = { bytesPerSecond: bytes / ((performance.now() - started) / 1000) };
process.send?.(report);
socket.destroy();
process.disconnect();
