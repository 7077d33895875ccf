import { type Transport, TransportError } from 'hero-claude-sdk';

export interface StreamWatch {
  /** A stream was asked for. */
  onRequest: () => void;
  /** The first bytes of a stream came: nothing on the way holds it back. */
  onFirstBytes: () => void;
  /** A stream without even a heartbeat for this long is taken for dead. */
  silenceMs: number;
}

/** The next chunk, or an error when none comes in time: a laptop that slept is never told that its stream died. */
async function nextChunk(chunks: AsyncIterator<string>, silenceMs: number): Promise<IteratorResult<string>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TransportError('The event stream fell silent')), silenceMs);
  });
  try {
    return await Promise.race([chunks.next(), silence]);
  } finally {
    clearTimeout(timer);
  }
}

async function* watch(
  text: AsyncIterable<string>,
  options: StreamWatch,
  hangUp: () => void,
): AsyncGenerator<string> {
  const chunks = text[Symbol.asyncIterator]();
  try {
    // The first one is waited for: a proxy that collects the stream sends it late or never.
    let chunk = await chunks.next();
    options.onFirstBytes();
    while (chunk.done !== true) {
      yield chunk.value;
      chunk = await nextChunk(chunks, options.silenceMs);
    }
  } finally {
    // Ending the iterator would wait for a chunk that never comes; without its connection it ends by itself.
    hangUp();
  }
}

/** The same transport, with an eye on its event streams. */
export function watchedTransport(transport: Transport, options: StreamWatch): Transport {
  return {
    ...transport,
    async stream(path, given = {}) {
      options.onRequest();
      const connection = new AbortController();
      const signals = given.signal === undefined ? [] : [given.signal];
      const signal = AbortSignal.any([connection.signal, ...signals]);
      return watch(await transport.stream(path, { ...given, signal }), options, () => connection.abort());
    },
  };
}
