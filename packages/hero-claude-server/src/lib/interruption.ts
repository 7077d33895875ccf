/** Why a command is ended early: its time is up, or its caller went away. */
export interface Interruption {
  signal: AbortSignal;
  timedOut: boolean;
  /** Lets go of the timer and of the caller's signal. */
  clear: () => void;
}

export function interruptOn(options: { signal?: AbortSignal; timeoutMs?: number }): Interruption {
  const controller = new AbortController();
  const { signal, timeoutMs } = options;
  const cancel = () => controller.abort(signal?.reason);
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted === true) cancel();
  const interruption: Interruption = { signal: controller.signal, timedOut: false, clear: () => undefined };
  const expire = () => {
    interruption.timedOut = !controller.signal.aborted;
    controller.abort();
  };
  const timer = timeoutMs === undefined ? undefined : setTimeout(expire, timeoutMs);
  interruption.clear = () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  };
  return interruption;
}

/** Settles as `work` does, or rejects as soon as `signal` aborts; `work` then goes on unwatched. */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const settled = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true, signal: settled.signal });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    settled.abort();
  }
}
