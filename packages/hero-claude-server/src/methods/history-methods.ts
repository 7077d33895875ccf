import { z } from 'zod';
import { gatewayErrors } from '../domain/container/gateway-errors.ts';
import { MessagePage, MessageParams } from '../domain/conversation/message-view.ts';
import { TurnPage, TurnParams } from '../domain/conversation/turn.ts';
import { SessionId } from '../domain/ids.ts';
import { SessionUsage } from '../domain/money/usage.ts';
import { sessionNotFound } from '../domain/session/session-errors.ts';
import { method } from './method.ts';

export const sessionMessages = method({
  name: 'session.messages',
  summary: 'Read the lines of the agent, parsed',
  description:
    'A page ends early when its lines are large: read on while `more`. session.logs has the same lines verbatim.',
  params: MessageParams,
  result: MessagePage,
  errors: [sessionNotFound],
  role: 'viewer',
  mcp: false,
  cli: { positional: ['session_id'] },
  handler: (params, { conversations }) => conversations.messages(params),
});

export const sessionTurns = method({
  name: 'session.turns',
  summary: 'List the turns of a session: who began each, how it ended, what it used and touched',
  description: 'Derived from the lines of the agent, which anything in its container can write.',
  params: TurnParams,
  result: TurnPage,
  errors: [sessionNotFound],
  role: 'viewer',
  mcp: false,
  cli: { positional: ['session_id'] },
  handler: (params, { conversations }) => conversations.turns(params),
});

export const sessionUsage = method({
  name: 'session.usage',
  summary: 'Show the tokens a session has used',
  description: 'Counted by the gateway, once per answer of the model, sub-agents included.',
  params: z.object({ session_id: SessionId }),
  result: SessionUsage,
  errors: [sessionNotFound, ...gatewayErrors],
  role: 'viewer',
  mcp: false,
  cli: { positional: ['session_id'] },
  handler: async ({ session_id }, { conversations }) => conversations.usage(session_id),
});
