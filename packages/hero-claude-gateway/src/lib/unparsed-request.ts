import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Whether a request that could not be parsed is one at all, and can be answered.
 *
 * A client that went away has asked for nothing; and where something was answered before, an answer could
 * end up in the middle of another one.
 */
export function unparsedRequest(error: NodeJS.ErrnoException, socket: Duplex): 'gone' | 'refuse' | 'cut' {
  // HTTP servers hand out the socket they accepted.
  const { bytesWritten, writable } = socket as Socket;
  // One that we have cut ourselves reports that as its error.
  if (error.code === 'ECONNRESET' || !writable) return 'gone';
  return bytesWritten === 0 ? 'refuse' : 'cut';
}
