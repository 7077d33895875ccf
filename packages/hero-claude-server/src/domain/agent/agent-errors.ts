import { defineError } from 'hero-rpc';
import { z } from 'zod';

export const agentSilent = defineError('agent.no_answer', {
  family: 'timeout',
  data: z.object({ session_id: z.string(), request: z.string(), seconds: z.number() }),
  when: 'The agent did not answer a request in time',
  message: ({ session_id, request, seconds }) =>
    `The agent of session ${session_id} did not answer "${request}" within ${seconds} s`,
  hint: ({ session_id }) => `hero-claude session stop ${session_id} ends it`,
});

export const agentRefused = defineError('agent.refused', {
  family: 'failed',
  data: z.object({ session_id: z.string(), request: z.string(), reason: z.string() }),
  when: 'The agent refused a request',
  message: ({ request, reason }) => `The agent refused "${request}": ${reason}`,
});

export const sideTurnFailed = defineError('agent.side_turn_failed', {
  family: 'failed',
  data: z.object({ reason: z.string() }),
  when: 'A question beside the conversation had no answer',
  message: ({ reason }) => `The model gave no answer: ${reason}`,
});

export const agentGone = defineError('agent.gone', {
  family: 'conflict',
  data: z.object({ session_id: z.string() }),
  when: 'No agent runs, or it ended before it answered',
  message: ({ session_id }) => `The agent of session ${session_id} is not running`,
  hint: ({ session_id }) => `hero-claude session start ${session_id}`,
});

export const agentVersion = defineError('agent.wrong_version', {
  family: 'failed',
  data: z.object({ session_id: z.string(), expected: z.string(), found: z.string() }),
  when: 'The image holds another version of the CLI than this program was made for',
  message: ({ expected, found }) => `The image holds Claude Code ${found}; ${expected} is needed`,
  hint: () => 'hero-claude image build makes the right image',
});

export const questionGone = defineError('agent.no_such_question', {
  family: 'not_found',
  data: z.object({ session_id: z.string(), request_id: z.string() }),
  when: 'The agent does not wait for an answer to that (any more)',
  message: ({ session_id, request_id }) =>
    `The agent of session ${session_id} does not wait for ${request_id}`,
});
