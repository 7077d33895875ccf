import { isIP } from 'node:net';

/** Where a client wants to go. `host` is lower case, without brackets, IP literals in canonical form. */
export interface EgressTarget {
  host: string;
  port: number;
  isLiteral: boolean;
}

const plainHost = /^[a-z0-9._-]{1,253}$/i;
const bracketed = /^\[[0-9a-f:.]{2,45}\]$/i;
const hostName = /^[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*$/;

/**
 * Brings a host to the one form that rules are compared with, or returns undefined when it has none.
 *
 * `2130706433`, `0x7f.1` and `127.1` are all 127.0.0.1 to a system resolver; the URL parser knows these
 * notations, so nothing that is an address passes for a name.
 */
export function parseHost(raw: string): { host: string; isLiteral: boolean } | undefined {
  if (!plainHost.test(raw) && !bracketed.test(raw)) return undefined;
  const url = `http://${raw.replace(/\.$/, '')}/`;
  if (!URL.canParse(url)) return undefined;
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return { host, isLiteral: true };
  return hostName.test(host) ? { host, isLiteral: false } : undefined;
}

/** Parses `host:port`, the only form of a CONNECT request's target. */
export function parseAuthority(authority: string): EgressTarget | undefined {
  const colon = authority.lastIndexOf(':');
  if (colon < 0) return undefined;
  return target(authority.slice(0, colon), authority.slice(colon + 1));
}

/** Parses the absolute form of a plain HTTP request: `http://host[:port]/path`. */
export function parseAbsoluteForm(url: string): (EgressTarget & { path: string }) | undefined {
  const match = /^http:\/\/([^/?#@]+)([/?][^#]*)?$/i.exec(url);
  const authority = match?.[1];
  if (authority === undefined) return undefined;
  const hasPort = /:\d+$/.test(authority);
  const parsed = hasPort ? parseAuthority(authority) : target(authority, '80');
  if (parsed === undefined) return undefined;
  const path = match?.[2] ?? '/';
  return { ...parsed, path: path.startsWith('?') ? `/${path}` : path };
}

function target(rawHost: string, rawPort: string): EgressTarget | undefined {
  const parsed = parseHost(rawHost);
  if (parsed === undefined || !/^[1-9]\d{0,4}$/.test(rawPort)) return undefined;
  const port = Number(rawPort);
  return port <= 65_535 ? { ...parsed, port } : undefined;
}

/** `host:port`, with brackets round an IPv6 address. */
export function authorityOf({ host, port }: { host: string; port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
