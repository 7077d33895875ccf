import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Dispatcher } from '../dispatcher.ts';
import type { RpcError } from '../errors.ts';
import { maxBodyBytes } from '../limits.ts';
import type { Caller } from '../method.ts';
import { bodyTooLong, failureText } from './answer-rpc.ts';

/** What `answerRpc` does, on the objects of `node:http`: a call costs half of what it does on web ones. */
export async function serveRpc(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  dispatcher: Dispatcher,
  caller: Caller,
): Promise<void> {
  const chunks = await readChunks(incoming);
  if (chunks === undefined) {
    sendRpcFailure(outgoing, bodyTooLong(), 413);
    return;
  }
  const [first = Buffer.alloc(0)] = chunks;
  const answer = await dispatcher.handle(chunks.length > 1 ? Buffer.concat(chunks) : first, caller);
  if (answer.body === undefined) outgoing.writeHead(204).end();
  else send(outgoing, 200, answer.body);
}

/** A JSON-RPC answer to a request that never became a call. */
export function sendRpcFailure(outgoing: ServerResponse, error: RpcError, status: number): void {
  // What is left of a body that is too long is not read, so the connection cannot be used again.
  if (status === 413) outgoing.setHeader('connection', 'close');
  if (status === 401) outgoing.setHeader('www-authenticate', 'Bearer');
  send(outgoing, status, failureText(error));
}

function send(outgoing: ServerResponse, status: number, text: string): void {
  const length = Buffer.byteLength(text);
  outgoing.writeHead(status, { 'content-type': 'application/json', 'content-length': length });
  if (length > maxTextBytes) {
    outgoing.end(Buffer.from(text));
    return;
  }
  // `end` with a text puts an empty piece behind it and has both gathered for one write.
  outgoing.write(text, length === text.length ? 'latin1' : 'utf8');
  outgoing.socket?.uncork();
  outgoing.end();
}

/** For a longer text node would reserve three times its size to send it in one piece with the head. */
const maxTextBytes = 16_384;

/** The whole body, or `undefined` as soon as it is too long; rejects when the sender goes away. */
function readChunks(incoming: IncomingMessage): Promise<Buffer[] | undefined> {
  return new Promise((resolve, reject) => {
    if (Number(incoming.headers['content-length'] ?? 0) > maxBodyBytes) {
      resolve(undefined);
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBodyBytes) {
        chunks.push(chunk);
        return;
      }
      incoming.pause();
      resolve(undefined);
    });
    incoming.on('end', () => resolve(chunks));
    incoming.on('error', reject);
  });
}
