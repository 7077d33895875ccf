import { z } from 'zod';
import { SessionId } from '../ids.ts';

const sums = {
  messages: z.number().int().describe('Answers of the model'),
  input_tokens: z.number().int().describe('Not from a cache'),
  output_tokens: z.number().int(),
  cache_read_tokens: z.number().int(),
  cache_write_tokens: z.number().int(),
  cache_write_hour_tokens: z.number().int().describe('Of cache_write_tokens, those kept for an hour'),
  web_searches: z.number().int(),
  cost_usd: z.number().describe('At list price, without the unpriced calls'),
  unpriced_calls: z.number().int().describe('Answers of models whose price is not known'),
};

const ModelUsage = z.object({ model: z.string(), ...sums }).meta({ id: 'ModelUsage' });

/** As the gateway counts it. */
export const CountedUsage = z.object({
  ...sums,
  equivalent: z.boolean().describe('A subscription pays: the cost is the list-price equivalent'),
  models: z.array(ModelUsage),
});
export type CountedUsage = z.infer<typeof CountedUsage>;

export const SessionUsage = CountedUsage.extend({
  session_id: SessionId,
  agent_cost_usd: z
    .number()
    .describe("The agent's own sum over all its processes, at list price: a claim, unlike the counts"),
}).meta({ id: 'SessionUsage', description: 'What the gateway counted in the answers of the model' });
export type SessionUsage = z.infer<typeof SessionUsage>;

export const nothingUsed: CountedUsage = {
  messages: 0,
  input_tokens: 0,
  output_tokens: 0,
  cache_read_tokens: 0,
  cache_write_tokens: 0,
  cache_write_hour_tokens: 0,
  web_searches: 0,
  cost_usd: 0,
  unpriced_calls: 0,
  equivalent: false,
  models: [],
};
