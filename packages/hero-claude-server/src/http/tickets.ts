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
  issue(identity: Identity): Ticket;
  /** Throws `auth.invalid` for a ticket that is unknown, used or too old. */
  redeem(ticket: string): Identity;
}

const lifeMs = 30_000;
const maxOpen = 1000;

export function createTickets(now: () => number = Date.now): Tickets {
  const open = new Map<string, { identity: Identity; expiresAt: number }>();

  function forgetOld(): void {
    // In order of issue, which is the order of expiry.
    for (const [ticket, { expiresAt }] of open) {
      if (expiresAt > now() && open.size < maxOpen) return;
      open.delete(ticket);
    }
  }

  return {
    issue(identity) {
      forgetOld();
      const ticket = randomBytes(24).toString('base64url');
      const expiresAt = now() + lifeMs;
      open.set(ticket, { identity, expiresAt });
      return { ticket, expires_at: new Date(expiresAt).toISOString() };
    },
    redeem(ticket) {
      const found = open.get(ticket);
      open.delete(ticket);
      if (found === undefined) throw tokenInvalid({ reason: 'the ticket is unknown or was used' });
      if (found.expiresAt <= now()) throw tokenInvalid({ reason: 'the ticket has expired' });
      return found.identity;
    },
  };
}
