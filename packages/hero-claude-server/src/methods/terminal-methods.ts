import { z } from 'zod';
import { TerminalTicket } from '../domain/container/terminal.ts';
import { SessionId } from '../domain/ids.ts';
import { sessionNotFound, wrongState } from '../domain/session/session-errors.ts';
import { method } from './method.ts';

export const terminalTicket = method({
  name: 'terminal.ticket',
  summary: 'Get a ticket for the terminal of a session',
  description:
    'A browser cannot send a token with a WebSocket; it sends the ticket, once and soon. The terminal is a shell in the container, the same for all who look, and stays ten minutes after the last one left. For a session that does not run it is a container over its files, without agent and network.',
  params: z.object({ session_id: SessionId }),
  result: TerminalTicket,
  errors: [sessionNotFound, wrongState],
  role: 'operator',
  mcp: false,
  cli: { positional: ['session_id'], hidden: true },
  handler: ({ session_id }, { terminals }, call) => terminals.ticket(session_id, call),
});
