import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Caller, Role } from 'hero-rpc';
import type * as Jose from 'jose';
import { tokenInvalid, tokenMissing } from './access-errors.ts';
import { checkOrigin, type OriginRules } from './origin-check.ts';

export interface Identity {
  role: Role;
  /** For the log: a token's subject, or what a proxy on the Unix socket says. */
  user?: string;
  /** When the token is out of date, in milliseconds since 1970; not given for what does not expire. */
  expiresAt?: number;
}

/** The identity behind a call. */
export function identityOf({ role, user, expiresAt }: Omit<Caller, 'caller' | 'signal'>): Identity {
  return { role, ...(user !== undefined && { user }), ...(expiresAt !== undefined && { expiresAt }) };
}

export interface AccessRules extends OriginRules {
  /** `HERO_SECRET`: tokens are JWTs signed with it, on every listener. */
  secret?: string;
  /** The generated token, which counts on the remote listener while there is no secret. */
  token?: string;
}

/** Who may do what on one listener. */
export interface Access {
  /** Throws when a browser made the request for a foreign page; for every path. */
  checkOrigin(headers: IncomingHttpHeaders): void;
  /** Throws `auth.missing` or `auth.invalid`; for every path that is not open. */
  identify(headers: IncomingHttpHeaders): Identity | Promise<Identity>;
}

const audience = 'hero-claude';
const minSecretBytes = 32;
const clockToleranceSeconds = 5;

/** Refuses rules under which a listener would be open to more than it should. */
export function createAccess(rules: AccessRules): Access {
  const { secret, token, listener } = rules;
  if (secret !== undefined && Buffer.byteLength(secret) < minSecretBytes) {
    throw new Error(
      `HERO_SECRET has ${Buffer.byteLength(secret)} bytes; it needs at least ${minSecretBytes}`,
    );
  }
  if (listener === 'remote' && secret === undefined && (token ?? '') === '') {
    throw new Error('A listener for TCP needs HERO_SECRET or a generated token');
  }
  return { checkOrigin: (headers) => checkOrigin(headers, rules), identify: identifier(rules) };
}

function identifier({ secret, token, listener }: AccessRules): Access['identify'] {
  if (secret !== undefined) {
    const key = new TextEncoder().encode(secret);
    // Nothing else needs it.
    const jose = import('jose');
    return async (headers) => verifyJwt(bearer(headers), key, await jose);
  }
  if (listener === 'remote') {
    return (headers) => {
      if (!sameSecret(bearer(headers), token ?? ''))
        throw tokenInvalid({ reason: 'it is not the one of this server' });
      return { role: 'admin' };
    };
  }
  // Who can open the socket was decided by its mode.
  return (headers) => {
    const user = auditName(headers['x-hero-user']);
    return user === undefined ? { role: 'admin' } : { role: 'admin', user };
  };
}

function bearer(headers: IncomingHttpHeaders): string {
  const header = headers.authorization;
  if (header === undefined) throw tokenMissing({});
  const [, token] = /^Bearer +(\S+) *$/i.exec(header) ?? [];
  if (token === undefined) throw tokenInvalid({ reason: 'the Authorization header is not `Bearer <token>`' });
  return token;
}

async function verifyJwt(
  token: string,
  key: Uint8Array,
  { jwtVerify, errors: joseErrors }: typeof Jose,
): Promise<Identity> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      audience,
      requiredClaims: ['exp'],
      clockTolerance: clockToleranceSeconds,
    });
    const role = Role.safeParse(payload['role']);
    if (!role.success)
      throw tokenInvalid({ reason: `the claim "role" must be one of ${Role.options.join(', ')}` });
    const expiresAt = ((payload.exp ?? 0) + clockToleranceSeconds) * 1000;
    return { role: role.data, expiresAt, ...(payload.sub !== undefined && { user: payload.sub }) };
  } catch (error) {
    if (error instanceof joseErrors.JWTExpired)
      throw tokenInvalid({ reason: 'it has expired' }, { cause: error });
    if (error instanceof joseErrors.JWTClaimValidationFailed) {
      throw tokenInvalid({ reason: `the claim "${error.claim}" is missing or wrong` }, { cause: error });
    }
    if (error instanceof joseErrors.JOSEError) {
      throw tokenInvalid({ reason: 'it is not signed by this server' }, { cause: error });
    }
    throw error;
  }
}

/** Compares in the same time, whatever differs and however long the texts are. */
function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function auditName(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const name = String(header)
    .replaceAll(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, 128);
  return name === '' ? undefined : name;
}
