import { z } from 'zod';
import { SessionId } from '../ids.ts';

export const TurnParams = z.object({
  session_id: SessionId,
  after: z.number().int().min(0).default(0).describe('`next` of the page before'),
  limit: z.number().int().min(1).max(100).default(50).describe('How many at most'),
});
export type TurnParams = z.infer<typeof TurnParams>;

export const TurnTokens = z
  .object({
    input_tokens: z.number().int().describe('Not from a cache'),
    output_tokens: z.number().int(),
    cache_read_tokens: z.number().int(),
    cache_write_tokens: z.number().int(),
  })
  .meta({ id: 'TurnTokens' });
export type TurnTokens = z.infer<typeof TurnTokens>;

export const Turn = z
  .object({
    turn: z.number().int().describe('Counts from 1 within the session'),
    started_by: z
      .enum(['user', 'background', 'resume'])
      .nullable()
      .describe(
        'A prompt, a background task of the agent, or the next process going on; null: not known yet',
      ),
    prompts: z.array(z.string()).describe('uuids of the prompts it took in'),
    state: z
      .enum(['running', 'done', 'failed', 'interrupted', 'cut'])
      .describe('cut: the process ended before the turn had a result'),
    started_at: z.iso.datetime(),
    ended_at: z.iso.datetime().nullable(),
    duration_ms: z.number().int().nullable(),
    result: z.string().nullable().describe("The agent's last words, or those of the error; at most 20,000"),
    api_error_status: z.number().int().nullable(),
    tokens: TurnTokens.nullable().describe('As the agent says, sub-agents included; null without a result'),
    cost_usd: z.number().nullable().describe('As the agent says; session.usage has what the gateway counted'),
    tools: z.array(z.object({ name: z.string(), calls: z.number().int() })),
    files: z.array(z.string()).describe('Files that were written or edited by a tool for that'),
    messages: z.number().int(),
    first_seq: z.number().int(),
    last_seq: z.number().int(),
  })
  .meta({ id: 'Turn', description: "From the agent's state running to idle" });
export type Turn = z.infer<typeof Turn>;

export const TurnPage = z
  .object({ turns: z.array(Turn), next: z.number().int(), more: z.boolean() })
  .meta({ id: 'TurnPage' });
export type TurnPage = z.infer<typeof TurnPage>;
