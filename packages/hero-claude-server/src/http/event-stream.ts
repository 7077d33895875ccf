export interface EventStreamOptions {
  /** A reader that takes nothing for this long is cut; it can go on from its last id. */
  stallMs: number;
  /** Ends the connection; what was not sent is dropped. */
  cut: () => void;
  /** The log could not be read; the connection is cut. */
  onFault: (error: unknown) => void;
  /** Called when the stream is over, for whatever reason; must wake a generator that waits. */
  onEnd: () => void;
}

/** Sends frames as fast as the reader takes them and no faster. */
export function eventStream(frames: AsyncGenerator<string>, options: EventStreamOptions): Response {
  const { stallMs, cut, onFault, onEnd } = options;
  const encoder = new TextEncoder();
  let stalled: NodeJS.Timeout | undefined;
  let left = false;

  async function end(): Promise<void> {
    left = true;
    clearTimeout(stalled);
    onEnd();
    await frames.return(undefined);
  }

  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        clearTimeout(stalled);
        try {
          const { value, done } = await frames.next();
          // The reader went away meanwhile, and took the stream with it.
          if (left) return;
          if (done !== true) {
            controller.enqueue(encoder.encode(value));
            stalled = setTimeout(cut, stallMs);
            return;
          }
          controller.close();
        } catch (error) {
          onFault(error);
          cut();
        }
        onEnd();
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Proxies of the nginx kind would collect the stream otherwise.
      'x-accel-buffering': 'no',
    },
  });
}
