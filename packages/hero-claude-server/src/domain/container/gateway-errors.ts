import { defineError } from 'hero-rpc';
import { z } from 'zod';

export const gatewayUnreachable = defineError('gateway.unreachable', {
  family: 'unavailable',
  data: z.object({ socket: z.string(), reason: z.string() }),
  when: 'The gateway daemon does not answer',
  message: ({ socket, reason }) => `The gateway does not answer on ${socket}: ${reason}`,
  hint: () => 'hero-claude status shows the services, hero-claude start starts them',
});

export const gatewayRefused = defineError('gateway.refused', {
  family: 'failed',
  data: z.object({ method: z.string(), reason: z.string() }),
  when: 'The gateway refused a control call',
  message: ({ method, reason }) => `The gateway refused ${method}: ${reason}`,
  hint: () => 'hero-claude service logs gateway shows why',
});

export const gatewayForgot = defineError('gateway.session_forgotten', {
  family: 'failed',
  data: z.object({ session_id: z.string() }),
  when: 'The gateway does not know a session whose agent runs, and cannot be told of it',
  message: ({ session_id }) =>
    `The gateway does not know session ${session_id}: its agent cannot reach the model`,
  hint: ({ session_id }) =>
    `hero-claude session stop ${session_id}, then start: it goes on with a new way to the model`,
});

export const gatewayErrors = [gatewayUnreachable, gatewayRefused];
