import { randomBytes } from 'node:crypto';
import { z } from 'zod';

export const SessionId = z
  .string()
  .regex(/^[0-9a-f]{8}$/, 'a session id is 8 hex characters, as shown by session.list')
  .meta({ id: 'SessionId', description: '8 hex characters' });
export type SessionId = z.infer<typeof SessionId>;

export function newSessionId(): SessionId {
  return randomBytes(4).toString('hex');
}

/** The opaque token a container shows to the gateway; never stored. */
export function newSessionToken(): string {
  return `hero-${randomBytes(32).toString('base64url')}`;
}
