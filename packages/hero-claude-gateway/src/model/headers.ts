import type { IncomingMessage } from 'node:http';
import type { Credential } from '../credential/credentials-file.ts';
import { dropHopByHop } from '../lib/hop-by-hop.ts';
import { headerOf } from '../lib/raw-headers.ts';

/** Marks a call as made with a login; refused by the API together with an API key. */
export const oauthBeta = 'oauth-2025-04-20';

/** Headers that say who the client is, where the call came from, or how it should be read otherwise. */
const dropped =
  /^(authorization|x-api-key|cookie2?|host|expect|forwarded|via|x-forwarded-.*|x-real-ip|x-hero-.*|x-http-method.*|x-original-.*|x-rewrite-.*)$/i;

/** Codings the meter can read beside the client. */
const readableCodings = new Set(['gzip', 'deflate', 'br', 'identity']);

/** The headers of the call upstream: the client's own, with our credential in place of its token. */
export function upstreamHeaders(req: IncomingMessage, credential: Credential): string[] {
  const headers = dropHopByHop(req.rawHeaders, req.headers.connection);
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? '';
    const value = headers[i + 1] ?? '';
    if (dropped.test(name) || /^anthropic-beta$/i.test(name)) continue;
    kept.push(name, /^accept-encoding$/i.test(name) ? readableOf(value) : value);
  }
  const betas = betasFor(req, credential);
  if (betas.length > 0) kept.push('anthropic-beta', betas.join(','));
  if (credential.scheme === 'api_key') kept.push('x-api-key', credential.secret);
  else kept.push('authorization', `Bearer ${credential.secret}`);
  return kept;
}

/** The headers of the answer; cookies are the host's business, not the container's. */
export function clientHeaders(rawHeaders: readonly string[]): string[] {
  const headers = dropHopByHop(rawHeaders, headerOf(rawHeaders, 'connection'));
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? '';
    if (!/^set-cookie2?$/i.test(name)) kept.push(name, headers[i + 1] ?? '');
  }
  return kept;
}

function betasFor(req: IncomingMessage, { scheme }: Credential): string[] {
  const sent = req.headers['anthropic-beta'];
  const betas = (Array.isArray(sent) ? sent.join(',') : (sent ?? ''))
    .split(',')
    .map((beta) => beta.trim())
    .filter((beta) => beta !== '' && beta !== oauthBeta);
  return scheme === 'oauth' ? [...betas, oauthBeta] : betas;
}

function readableOf(acceptEncoding: string): string {
  const codings = acceptEncoding.split(',').map((coding) => coding.trim());
  const readable = codings.filter((coding) => readableCodings.has(coding.split(';')[0]?.toLowerCase() ?? ''));
  return readable.length > 0 ? readable.join(', ') : 'identity';
}
