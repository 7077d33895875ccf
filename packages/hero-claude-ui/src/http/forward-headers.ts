import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Names a proxy in front of us may set on our socket, and nobody may set on TCP. */
const fromProxiesOnly = /^x-(hero|forwarded)-|^forwarded$|^x-real-ip$/;

/** What of a message's headers goes to the other side. */
export function forwardHeaders(
  headers: IncomingHttpHeaders,
  { trusted, upgrade = false }: { trusted: boolean; upgrade?: boolean },
): OutgoingHttpHeaders {
  const named = new Set((headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
  const kept: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers)) {
    if (hopByHop.has(name) || named.has(name)) continue;
    if (!trusted && fromProxiesOnly.test(name)) continue;
    if (value !== undefined) kept[name] = value;
  }
  if (upgrade) {
    kept['connection'] = 'Upgrade';
    kept['upgrade'] = headers.upgrade;
  }
  return kept;
}
