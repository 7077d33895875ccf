import type { EventEmitter } from 'node:events';

export interface ShutdownOptions {
  /** Ends everything the process does. */
  close: () => Promise<void>;
  /** After this long the process ends although `close` has not. */
  graceMs?: number;
  /** The process, or what stands for it. */
  target?: Pick<EventEmitter, 'on'> & { exit(code: number): unknown };
}

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** On SIGTERM or SIGINT closes and exits 0 (1 when closing fails or takes too long); a second signal exits at once. */
export function exitOnSignal({ close, graceMs = 4500, target = process }: ShutdownOptions): void {
  let closing = false;
  for (const [signal, exitCode] of Object.entries(exitCodes)) {
    target.on(signal, () => {
      if (closing) {
        target.exit(exitCode);
        return;
      }
      closing = true;
      setTimeout(() => target.exit(1), graceMs).unref();
      close().then(
        () => target.exit(0),
        () => target.exit(1),
      );
    });
  }
}
