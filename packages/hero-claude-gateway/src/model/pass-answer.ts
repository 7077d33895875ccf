import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

/** How an answer came to its end. */
export type PassedAnswer = 'answered' | 'cut' | 'client_gone';

/**
 * Passes an answer on as it comes: what arrives within one turn of the event loop goes out with one write at its end.
 *
 * Token by token an answer is thousands of small chunks, and a chunk that is written by itself costs as much as a
 * hundred that are written together. Over TLS each of them is a record that ends a tick of its own, so the end of a tick
 * is too soon. Resolves when it is over, whichever way; `look` sees the bytes after they are on their way.
 */
export function passAnswer(
  body: Readable,
  res: ServerResponse,
  look: (bytes: Buffer) => void,
): Promise<PassedAnswer> {
  return new Promise((resolve) => {
    let waiting: Buffer[] = [];
    const flush = (): void => {
      const [first] = waiting;
      if (first === undefined) return;
      const bytes = waiting.length === 1 ? first : Buffer.concat(waiting);
      waiting = [];
      if (!res.destroyed && !res.write(bytes)) body.pause();
      look(bytes);
    };
    let isOver = false;
    const end = (how: PassedAnswer): void => {
      if (isOver) return;
      isOver = true;
      flush();
      // Half an answer must not look like a whole one.
      if (how !== 'answered') res.destroy();
      body.destroy();
      resolve(how);
    };
    body.on('data', (chunk: Buffer) => {
      waiting.push(chunk);
      if (waiting.length === 1) setImmediate(flush);
    });
    res.on('drain', () => body.resume());
    body.once('end', () => {
      flush();
      res.end();
    });
    body.on('error', (error) => end(isAbort(error) ? 'client_gone' : 'cut'));
    res.once('finish', () => end('answered'));
    res.on('error', () => end('client_gone'));
    res.once('close', () => end('client_gone'));
    if (res.destroyed) end('client_gone');
  });
}

function isAbort(error: Error): boolean {
  return error.name === 'AbortError' || ('code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE');
}
