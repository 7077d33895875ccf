import type { Socket } from 'node:net';
import { finished } from 'node:stream';

/**
 * Joins two sockets until both directions are done.
 *
 * Each direction ends by itself (a client may stop sending and still read), a cut is passed on as a cut,
 * and two silent sockets are not kept longer than `idleTimeoutMs`.
 */
export function joinSockets(client: Socket, remote: Socket, idleTimeoutMs: number): void {
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
  for (const [from, to] of [
    [client, remote],
    [remote, client],
  ] as const) {
    forward(from, to);
    from.on('data', () => {
      lastByteAt = performance.now();
    });
    from.once('close', () => {
      open -= 1;
      if (open === 0) clearInterval(timer);
    });
  }
}

function forward(from: Socket, to: Socket): void {
  from.pipe(to);
  from.on('error', () => to.destroy());
  from.once('close', () => {
    if (!from.readableEnded) to.destroy();
    // Nothing can be sent back through a closed socket, so the other is of no use once it is flushed.
    else finished(to, { readable: false }, () => to.destroy());
  });
}
