import type { IncomingHttpHeaders } from 'node:http';
import { foreignHost, foreignOrigin } from './access-errors.ts';

export interface OriginRules {
  /** Origins allowed beside the request's own host, such as `https://hero.example`. */
  origins: readonly string[];
  /** `HERO_CLAUDE_HOST`; checked only where requests come over TCP. */
  host?: string;
  listener: 'local' | 'remote';
}

const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
const anyAddress: ReadonlySet<string> = new Set(['0.0.0.0', '::', '[::]']);

/** Refuses requests that a browser makes for a foreign page. Throws `auth.foreign_host` or `auth.foreign_origin`. */
export function checkOrigin(headers: IncomingHttpHeaders, rules: OriginRules): void {
  const { host = '', origin } = headers;
  if (rules.listener === 'remote' && !isOwnHost(host, rules)) throw foreignHost({ host });
  if (origin !== undefined && !isOwnOrigin(origin, host, rules)) throw foreignOrigin({ origin });
}

/** Without this a name that an attacker points to 127.0.0.1 would be same-origin with itself. */
function isOwnHost(host: string, { host: configured = '', origins }: OriginRules): boolean {
  const name = /^[^@/?#\\]+$/.test(host) ? urlOf(`http://${host}`)?.hostname : undefined;
  if (name === undefined) return false;
  if (loopbackNames.has(name) || name === bracketed(configured)) return true;
  if (origins.some((origin) => urlOf(origin)?.hostname === name)) return true;
  // A server on all addresses is reached by any of them; an address cannot be pointed elsewhere by DNS.
  return anyAddress.has(configured) && isAddress(name);
}

function isOwnOrigin(origin: string, host: string, { origins }: OriginRules): boolean {
  if (origins.includes(origin)) return true;
  const url = urlOf(origin);
  // The scheme may differ behind a proxy that ends TLS; the host may not. Default ports go by the scheme.
  return url !== undefined && url.host !== '' && url.host === urlOf(`${url.protocol}//${host}`)?.host;
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host.toLowerCase();
}

function isAddress(name: string): boolean {
  return name.startsWith('[') || /^\d+(\.\d+){3}$/.test(name);
}
