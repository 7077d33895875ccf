import type { Socket } from 'node:net';
import { finished } from 'node:stream';
import type { LargeReads } from './large-reads.ts';

/**
 * Joins two sockets until both directions are done; `reads` is what `remote` was opened with.
 *
 * Each direction ends by itself (a client may stop sending and still read), a cut is passed on as a cut,
 * and two silent sockets are not kept longer than `idleTimeoutMs`.
 */
export function joinSockets(
  client: Socket,
  remote: Socket,
  { reads, idleTimeoutMs }: { reads: LargeReads; idleTimeoutMs: number },
): void {
  let lastByteAt = performance.now();
  let open = 2;
  // An answer in one direction is life in the tunnel, so the two share one clock.
  const timer = setInterval(
    () => {
      if (performance.now() - lastByteAt < idleTimeoutMs) return;
      client.destroy();
      remote.destroy();
    },
    Math.max(100, idleTimeoutMs / 4),
  ).unref();
  const seen = (): void => {
    lastByteAt = performance.now();
  };
  for (const [from, to] of [
    [client, remote],
    [remote, client],
  ] as const) {
    passEnd(from, to);
    from.once('close', () => {
      open -= 1;
      if (open === 0) clearInterval(timer);
    });
  }
  client.pipe(remote);
  client.on('data', seen);
  remote.once('end', () => client.end());
  reads.passOn(remote, client, seen);
}

function passEnd(from: Socket, to: Socket): void {
  from.on('error', () => to.destroy());
  from.once('close', () => {
    if (!from.readableEnded) to.destroy();
    // Nothing can be sent back through a closed socket, so the other is of no use once it is flushed.
    else finished(to, { readable: false }, () => to.destroy());
  });
}
