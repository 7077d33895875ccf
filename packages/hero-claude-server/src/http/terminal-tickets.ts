import type { Call } from 'hero-rpc';
import type { SessionSteps } from '../services/session/session-steps.ts';
import { identityOf } from './auth.ts';
import type { Ticket, Tickets } from './tickets.ts';

/** Tickets for the terminals of sessions that can have one. */
export function terminalTickets(
  steps: Pick<SessionSteps, 'checkStatus'>,
  tickets: Tickets,
): { ticket(sessionId: string, call: Call): Ticket } {
  return {
    ticket(sessionId, call) {
      steps.checkStatus('exec', sessionId);
      return tickets.issue(identityOf(call), sessionId);
    },
  };
}
