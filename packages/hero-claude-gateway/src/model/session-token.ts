import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ModelRefusal } from './refusal.ts';

/**
 * Checks the token a session's container holds instead of a credential.
 *
 * @param tokenSha256 hex digest; the token itself is known to the container only
 */
export function checkToken(headers: IncomingHttpHeaders, tokenSha256: string): void {
  const token = sentToken(headers);
  const expected = Buffer.from(tokenSha256, 'hex');
  const actual = createHash('sha256')
    .update(token ?? '')
    .digest();
  if (token !== undefined && timingSafeEqual(actual, expected)) return;
  throw new ModelRefusal(
    'wrong_token',
    token === undefined ? 'the session token is missing' : 'the session token is not the one of this session',
  );
}

/** Whether the client sent anything to authenticate with. */
export function hasAuthorization(headers: IncomingHttpHeaders): boolean {
  return sentToken(headers) !== undefined;
}

function sentToken(headers: IncomingHttpHeaders): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const apiKey = headers['x-api-key'];
  return bearer ?? (typeof apiKey === 'string' ? apiKey : undefined);
}
