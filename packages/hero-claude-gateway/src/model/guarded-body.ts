import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { ReachGuard } from './reach-guard.ts';
import { ModelRefusal } from './refusal.ts';
import type { Scan } from './scan-turns.ts';

/** The same body, which breaks off with a ModelRefusal where the session would reach further than it may. */
export function guardedBody(req: IncomingMessage, body: Readable | null, scan: Scan): Readable | null {
  if (body === null) return null;
  if (req.headers['content-encoding'] !== undefined) {
    throw new ModelRefusal(
      'malformed_request',
      'what a session may reach is bounded, so the request must not be encoded',
    );
  }
  const guard = new ReachGuard();
  const guarded = new Transform({
    transform(chunk: Buffer, _encoding, settle) {
      scan(chunk, (slice) => guard.write(slice)).then(() => settle(null, chunk), settle);
    },
    flush(done) {
      done(failureOf(() => guard.end()));
    },
  });
  body.on('error', (error) => guarded.destroy(error));
  guarded.on('close', () => body.destroy());
  return body.pipe(guarded);
}

function failureOf(look: () => void): Error | null {
  try {
    look();
    return null;
  } catch (error) {
    return error as Error;
  }
}
