import { defineError } from 'hero-rpc';
import { z } from 'zod';
import { SessionId } from './session-id.ts';

export const sessionNotFound = defineError('session.not_found', {
  family: 'not_found',
  data: z.object({ session_id: SessionId }),
  when: 'The gateway has never served a session with that id',
  message: ({ session_id }) => `No session "${session_id}"`,
});

export const sessionUnservable = defineError('session.unservable', {
  family: 'failed',
  data: z.object({ session_id: SessionId, run_dir: z.string(), reason: z.string() }),
  when: "The session's sockets cannot be bound",
  message: ({ session_id, run_dir, reason }) =>
    `Session ${session_id} cannot be served in ${run_dir}: ${reason}`,
  hint: () => 'The directory must be one the gateway may write, and short enough for a socket path.',
});

export const sessionNotOpen = defineError('session.not_open', {
  family: 'not_found',
  data: z.object({ session_id: SessionId }),
  when: 'The session is not being served now',
  message: ({ session_id }) => `Session "${session_id}" is not open`,
});
