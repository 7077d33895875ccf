import { createHmac } from 'node:crypto';
import type { TokenRole } from './token-role.ts';

export interface TokenRequest {
  secret: string;
  role: TokenRole;
  days: number;
  /** Who it is for: the name in the log. */
  subject: string;
}

const audience = 'hero-claude';
const secondsPerDay = 86_400;

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A JWT (HS256) as the server checks it: audience, expiry, role. */
export function signToken({ secret, role, days, subject }: TokenRequest, now = Date.now()): string {
  const issued = Math.floor(now / 1000);
  const claims = {
    aud: audience,
    sub: subject,
    role,
    iat: issued,
    exp: issued + Math.round(days * secondsPerDay),
  };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
