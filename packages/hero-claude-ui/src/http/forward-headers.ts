import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { hopByHop } from 'hero-rpc/node';

/** Names a proxy in front of us may set on our socket, and nobody may set on TCP. */
const fromProxiesOnly = /^x-(hero|forwarded)-|^forwarded$|^x-real-ip$/;

/** What of a message's headers goes to the other side. */
export function forwardHeaders(
  headers: IncomingHttpHeaders,
  { trusted, upgrade = false }: { trusted: boolean; upgrade?: boolean },
): OutgoingHttpHeaders {
  const dropped = hopByHop(headers.connection);
  const kept: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers)) {
    if (dropped.has(name)) continue;
    if (!trusted && fromProxiesOnly.test(name)) continue;
    if (value !== undefined) kept[name] = value;
  }
  if (upgrade) {
    // A handshake has no body; a length would make the server wait for one.
    delete kept['content-length'];
    kept['connection'] = 'Upgrade';
    kept['upgrade'] = headers.upgrade;
  }
  return kept;
}
