import { z } from 'zod';
import { SearchHit, SearchParams } from '../domain/conversation/message-search.ts';
import { sessionNotFound } from '../domain/session/session-errors.ts';
import { method } from './method.ts';

export const searchMessages = method({
  name: 'search.messages',
  summary: 'Find words in prompts, answers, tool calls and their results, newest first',
  params: SearchParams,
  result: z.array(SearchHit),
  errors: [sessionNotFound],
  role: 'viewer',
  mcp: false,
  cli: { positional: ['text'], examples: ['hero-claude search messages "login test"'] },
  handler: async (params, { search }) => search.find(params),
});
