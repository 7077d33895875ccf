import { once } from 'node:events';
import type { Duplex, Readable, Writable } from 'node:stream';
import type { CappedText } from './capped-text.ts';
import { readFrames } from './frames.ts';

export interface ExecStreams {
  stdin: Readable | undefined;
  /** Takes stdout instead of the text. */
  sink: Writable | undefined;
  stdout: CappedText;
  stderr: CappedText;
}

/** A reader of the output or the source of the input failed: a reason to end the command. */
export class StreamFailure extends Error {}

/** Writes with backpressure. */
async function write(sink: Writable, data: Buffer): Promise<void> {
  const gone = () => new StreamFailure('the reader of the output went away', { cause: sink.errored });
  if (sink.destroyed || sink.writableEnded) throw gone();
  if (sink.write(data)) return;
  const settled = new AbortController();
  const { signal } = settled;
  const closed = once(sink, 'close', { signal }).then(
    () => Promise.reject(gone()),
    () => Promise.reject(gone()),
  );
  try {
    await Promise.race([once(sink, 'drain', { signal }).catch(() => Promise.reject(gone())), closed]);
  } finally {
    settled.abort();
    closed.catch(() => undefined);
  }
}

async function collect(socket: Duplex, { stdout, stderr, sink }: ExecStreams): Promise<void> {
  for await (const { stream, data } of readFrames(socket)) {
    if (stream === 'stderr') stderr.push(data);
    else if (sink === undefined) stdout.push(data);
    else await write(sink, data);
  }
}

/** A command may end before it has read all its input; that alone is no failure. */
function isUnreadInput(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EPIPE' || code === 'ECONNRESET';
}

/** Moves the bytes of a command until its output ends. The sink is left open. */
export async function pump(socket: Duplex, streams: ExecStreams): Promise<void> {
  const { stdin } = streams;
  if (stdin === undefined) return collect(socket, streams);
  const settled = new AbortController();
  const failed = new Promise<never>((_resolve, reject) => {
    const onError = (cause: unknown) =>
      reject(new StreamFailure('the input of the command failed', { cause }));
    stdin.once('error', onError);
    settled.signal.addEventListener('abort', () => stdin.off('error', onError));
  });
  stdin.pipe(socket);
  try {
    await Promise.race([collect(socket, streams), failed]);
  } catch (error) {
    if (!isUnreadInput(error)) throw error;
  } finally {
    settled.abort();
    stdin.unpipe(socket);
    stdin.destroy();
  }
}
