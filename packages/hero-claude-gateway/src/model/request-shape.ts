import { z } from 'zod';
import type { Amount } from '../budget/scope.ts';
import { costOf, type PricedUsage } from '../prices/cost.ts';
import type { PriceTable } from '../prices/price-table.ts';
import { JsonFields } from './json-fields.ts';
import { ModelRefusal } from './refusal.ts';
import { TokenEstimate } from './token-estimate.ts';

/** What a request says that its price depends on. */
export interface RequestShape {
  model: string | undefined;
  /** The longest answer it allows. */
  maxTokens: number;
  speed: string;
  inputTokens: number;
}

/** What a request that does not say is taken to allow. */
const fallbackMaxTokens = 64_000;
const mostTokens = 2_000_000;

const Members = z.object({
  model: z.string().max(200).optional(),
  max_tokens: z.number().min(0).max(mostTokens).optional(),
  speed: z.string().max(50).nullish(),
  stream: z.boolean().nullish(),
});
const names = Members.keyof().options;

/**
 * Reads the shape of a Messages request while its body passes.
 *
 * What its price depends on must be there once and be plain: of a name that is there twice another reader may take
 * the value that was not priced.
 */
export class RequestReader {
  readonly #fields = new JsonFields(names);
  readonly #estimate = new TokenEstimate();

  write(chunk: Uint8Array): void {
    this.#fields.write(chunk);
    this.#estimate.write(chunk);
  }

  /** @throws ModelRefusal `malformed_request` when the request leaves open what it asks for */
  shape(): RequestShape {
    const twice = names.find((name) => this.#fields.times(name) > 1);
    if (twice !== undefined) throw malformed(`"${twice}" is there more than once`);
    const unread = names.find(
      (name) => this.#fields.times(name) > 0 && this.#fields.value(name) === undefined,
    );
    if (unread !== undefined) throw malformed(`"${unread}" is too long or no JSON`);
    const members = Members.safeParse(
      Object.fromEntries(names.map((name) => [name, this.#fields.value(name)])),
    );
    if (!members.success)
      throw malformed(`"${members.error.issues[0]?.path.join('.')}" is not as the API has it`);
    const { model, max_tokens: maxTokens = fallbackMaxTokens, speed } = members.data;
    return {
      model,
      maxTokens: Math.ceil(maxTokens),
      speed: speed === 'fast' ? 'fast' : 'standard',
      inputTokens: this.#estimate.tokens,
    };
  }
}

function malformed(what: string): ModelRefusal {
  return new ModelRefusal('malformed_request', `a budget holds, and in the request ${what}`);
}

/** What a request may use at most, as far as one can tell. */
export function mostUsedBy({ model, inputTokens, maxTokens, speed }: RequestShape): PricedUsage {
  const none = { cacheReadTokens: 0, cacheWriteTokens: 0, cacheWriteHourTokens: 0, webSearches: 0, geo: '' };
  return { ...none, model: model ?? '', inputTokens, outputTokens: maxTokens, speed };
}

/** What that costs; `unpriced` names a model whose price is not known. */
export function mostOf(shape: RequestShape, prices: PriceTable): Amount & { unpriced?: string } {
  const tokens = shape.inputTokens + shape.maxTokens;
  if (shape.model === undefined) return { nanoUsd: 0, tokens };
  const nanoUsd = costOf(prices, mostUsedBy(shape));
  return nanoUsd === undefined ? { nanoUsd: 0, tokens, unpriced: shape.model } : { nanoUsd, tokens };
}
