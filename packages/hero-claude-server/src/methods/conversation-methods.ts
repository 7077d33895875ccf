import { z } from 'zod';
import { agentGone, agentRefused, agentSilent } from '../domain/agent/agent-errors.ts';
import { gatewayErrors } from '../domain/container/gateway-errors.ts';
import { queueFull } from '../domain/conversation/queue-errors.ts';
import { SendParams, SendResult } from '../domain/conversation/queued-prompt.ts';
import { attachmentWithCommand, uploadNotFound } from '../domain/conversation/upload-errors.ts';
import { SessionId } from '../domain/ids.ts';
import { ConfigureParams } from '../domain/session/session-params.ts';
import { ConfigureResult } from '../domain/session/session-results.ts';
import { stepErrors } from './error-groups.ts';
import { method } from './method.ts';

export const sessionSend = method({
  name: 'session.send',
  summary: 'Say something to the agent of a session',
  description:
    'steer reaches the turn under way at its next step, now cuts that turn short, queue waits until the agent is idle. A queued prompt may be sent to a session that does not run: it waits for the next start. When the login was refused or a budget is reached the queue waits until you send something more.',
  params: SendParams,
  result: SendResult,
  errors: [...stepErrors, agentGone, queueFull, uploadNotFound, attachmentWithCommand],
  role: 'operator',
  mcp: false,
  cli: {
    positional: ['session_id', 'prompt'],
    examples: ['hero-claude session send a1b2c3d4 "also update the changelog" --mode steer'],
  },
  handler: async (params, { conversations }, call) => conversations.send(params, call),
});

export const sessionInterrupt = method({
  name: 'session.interrupt',
  summary: 'End the turn under way; the agent stays',
  description: 'Questions of that turn are withdrawn. Queued prompts go on with the next one.',
  params: z.object({ session_id: SessionId }),
  result: z.object({
    interrupted: z.boolean().describe('false when there was no turn to end'),
    queued: z.number().int().describe('Prompts that still wait in the queue'),
  }),
  errors: [...stepErrors, agentGone, agentRefused, agentSilent],
  role: 'operator',
  mcp: false,
  cli: { positional: ['session_id'] },
  handler: async ({ session_id }, { conversations }, call) => conversations.interrupt(session_id, call),
});

export const sessionConfigure = method({
  name: 'session.configure',
  summary: 'Change model, effort, permission mode, egress or budget of a session',
  description:
    'A running agent takes model, effort and permission mode up at once, and the gateway the egress policy: connections it does not allow any more are cut. A budget holds from the next model call on. The answer says what waits for the next start. bypassPermissions is for agents that were started with it.',
  params: ConfigureParams,
  result: ConfigureResult,
  errors: [...stepErrors, agentGone, agentRefused, agentSilent, ...gatewayErrors],
  role: 'operator',
  mcp: false,
  cli: { positional: ['session_id'] },
  handler: async (params, { conversations }, call) => conversations.configure(params, call),
});
