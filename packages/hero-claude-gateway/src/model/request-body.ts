import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { ModelRefusal } from './refusal.ts';

/**
 * The request's body as it arrives, at most `maxBytes` of it; null when there is none.
 *
 * It is a stream of its own, so that an upstream that breaks off ends this one and not the client's
 * connection, which still has an answer to get.
 */
export function requestBody(
  req: IncomingMessage,
  maxBytes: number,
  onBytes: (count: number) => void,
): Readable | null {
  const length = req.headers['content-length'];
  if (Number(length ?? 0) > maxBytes) throw tooLarge(maxBytes);
  if (!hasBody(req)) return null;
  let seen = 0;
  const body = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      onBytes(chunk.length);
      if (seen > maxBytes) done(tooLarge(maxBytes));
      else done(null, chunk);
    },
  });
  req.pipe(body);
  req.once('close', () => {
    if (!req.complete) body.destroy(new Error('the client broke off'));
  });
  // What nobody reads any more is still taken off the wire, or the client would not get to our answer.
  body.once('close', () => req.resume());
  return body;
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined;
}

/** Reads on for a client that must first say everything before it listens, but not without end. */
export function discardRest(req: IncomingMessage, maxBytes: number): void {
  let discarded = 0;
  req.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > maxBytes) req.destroy();
  });
}

function tooLarge(maxBytes: number): ModelRefusal {
  return new ModelRefusal(
    'request_too_large',
    `the request is larger than ${Math.round(maxBytes / 1_048_576)} MB (HERO_CLAUDE_MAX_REQUEST_MB)`,
  );
}
