/** The calls under way: each is aborted when its caller goes away, all of them when the server stops. */
export interface InFlight {
  /** Runs `work` with a signal of its own. */
  run<T>(caller: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

/** Own bookkeeping and no `AbortSignal.any`: that keeps every signal that once depended on a long-lived one. */
export function trackCalls(stopping: AbortSignal): InFlight {
  const open = new Set<AbortController>();
  stopping.addEventListener('abort', () => {
    for (const controller of open) controller.abort(stopping.reason);
  });
  return {
    async run(caller, work) {
      const controller = new AbortController();
      const abort = (): void => controller.abort(caller.reason);
      open.add(controller);
      caller.addEventListener('abort', abort);
      if (stopping.aborted) controller.abort(stopping.reason);
      else if (caller.aborted) abort();
      try {
        return await work(controller.signal);
      } finally {
        caller.removeEventListener('abort', abort);
        open.delete(controller);
      }
    },
  };
}
