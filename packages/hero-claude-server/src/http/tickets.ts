import { randomBytes } from 'node:crypto';
import { tokenInvalid } from './access-errors.ts';
import type { Identity } from './auth.ts';

export interface Ticket {
  ticket: string;
  /** ISO 8601. */
  expires_at: string;
}

/**
 * One-time stand-ins for a token, for WebSockets: a browser cannot give them an Authorization header, and a
 * token does not belong into a URL that gets logged.
 */
export interface Tickets {
  /** @param sessionId the only session it is good for; any when not given */
  issue(identity: Identity, sessionId?: string): Ticket;
  /** Throws `auth.invalid` for a ticket that is unknown, used, too old or for another session. */
  redeem(ticket: string, sessionId?: string): Identity;
}

const lifeMs = 30_000;
const maxOpen = 1000;
/** For one identity, so that nobody can use up those of others. */
const maxOpenEach = 100;

/** The time, as if nobody had set the clock since the start: a clock set back makes no ticket last longer. */
const steadyNow = () => performance.timeOrigin + performance.now();

export function createTickets(now: () => number = steadyNow): Tickets {
  // In order of issue.
  const open = new Map<string, { identity: Identity; expiresAt: number; sessionId: string | undefined }>();

  /** What has expired goes; then the oldest of the one who asks, or of all when many hold some. */
  function makeRoom(asking: Identity): void {
    const own: string[] = [];
    for (const [ticket, { identity, expiresAt }] of open) {
      if (expiresAt <= now()) open.delete(ticket);
      else if (identity.role === asking.role && identity.user === asking.user) own.push(ticket);
    }
    const [oldest] = own.length >= maxOpenEach ? own : open.size >= maxOpen ? open.keys() : [];
    if (oldest !== undefined) open.delete(oldest);
  }

  return {
    issue(identity, sessionId) {
      makeRoom(identity);
      const ticket = randomBytes(24).toString('base64url');
      const expiresAt = Math.min(now() + lifeMs, identity.expiresAt ?? Number.POSITIVE_INFINITY);
      open.set(ticket, { identity, expiresAt, sessionId });
      return { ticket, expires_at: new Date(expiresAt).toISOString() };
    },
    redeem(ticket, sessionId) {
      const found = open.get(ticket);
      open.delete(ticket);
      if (found === undefined) throw tokenInvalid({ reason: 'the ticket is unknown or was used' });
      if (found.expiresAt <= now()) throw tokenInvalid({ reason: 'the ticket has expired' });
      if (found.sessionId !== undefined && found.sessionId !== sessionId)
        throw tokenInvalid({ reason: 'the ticket is for another session' });
      return found.identity;
    },
  };
}
