import { z } from 'zod';

/** What one message of the model cost, counted once per message id. */
export interface MessageUsage {
  messageId: string;
  model: string;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  /** Of `cacheWriteTokens`, those kept for an hour, which cost more than those kept for five minutes. */
  cacheWriteHourTokens: number;
  webSearches: number;
  /** `standard`, or `fast`, which costs more. */
  speed: string;
  /** Where the answer had to be made: `us` costs more; empty when the API does not say. */
  geo: string;
}

const count = z.number().int().nonnegative().nullish();

/** The `usage` of a message. In a stream its figures are cumulative: the last one given is the true one. */
export const ApiUsage = z.object({
  input_tokens: count,
  output_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
  cache_creation: z.object({ ephemeral_1h_input_tokens: count }).nullish(),
  server_tool_use: z.object({ web_search_requests: count }).nullish(),
  speed: z.string().max(50).nullish(),
  inference_geo: z.string().max(50).nullish(),
});
export type ApiUsage = z.infer<typeof ApiUsage>;

export const ApiMessage = z.object({ id: z.string().max(200), model: z.string().max(200), usage: ApiUsage });
export type ApiMessage = z.infer<typeof ApiMessage>;

export function usageOf(message: ApiMessage): MessageUsage {
  const nothing = {
    messageId: message.id,
    model: message.model,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    cacheWriteHourTokens: 0,
    webSearches: 0,
    speed: 'standard',
    geo: '',
  };
  return withLater(nothing, message.usage);
}

export function withLater(usage: MessageUsage, later: ApiUsage): MessageUsage {
  return {
    ...usage,
    inputTokens: later.input_tokens ?? usage.inputTokens,
    outputTokens: later.output_tokens ?? usage.outputTokens,
    cacheReadTokens: later.cache_read_input_tokens ?? usage.cacheReadTokens,
    cacheWriteTokens: later.cache_creation_input_tokens ?? usage.cacheWriteTokens,
    cacheWriteHourTokens: later.cache_creation?.ephemeral_1h_input_tokens ?? usage.cacheWriteHourTokens,
    webSearches: later.server_tool_use?.web_search_requests ?? usage.webSearches,
    speed: later.speed ?? usage.speed,
    geo: later.inference_geo ?? usage.geo,
  };
}

/** Of all kinds: what came from a cache was read by the model, too. */
export function tokensOf({
  inputTokens,
  outputTokens,
  cacheReadTokens,
  cacheWriteTokens,
}: TokenCounts): number {
  return inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens;
}

type TokenCounts = Pick<
  MessageUsage,
  'inputTokens' | 'outputTokens' | 'cacheReadTokens' | 'cacheWriteTokens'
>;
