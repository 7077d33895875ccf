import type { Amount } from '../budget/scope.ts';
import { costOf } from '../prices/cost.ts';
import type { PriceTable } from '../prices/price-table.ts';
import { JsonFields } from './json-fields.ts';
import { TokenEstimate } from './token-estimate.ts';

/** What a request says that its price depends on. */
export interface RequestShape {
  /** More than one when the body names it twice: nobody knows which one counts. */
  models: readonly string[];
  /** The longest answer it allows. */
  maxTokens: number;
  speed: string;
  inputTokens: number;
}

/** What a request that does not say, or says nonsense, is taken to allow. */
const fallbackMaxTokens = 64_000;
const mostTokens = 2_000_000;

/** Reads the shape of a Messages request while its body passes. */
export class RequestReader {
  readonly #fields = new JsonFields(['model', 'max_tokens', 'speed']);
  readonly #estimate = new TokenEstimate();

  write(chunk: Uint8Array): void {
    this.#fields.write(chunk);
    this.#estimate.write(chunk);
  }

  get shape(): RequestShape {
    const limits = this.#fields.values('max_tokens').map(Number);
    const known = limits.length > 0 && limits.every((limit) => limit >= 0 && limit <= mostTokens);
    return {
      models: this.#fields.values('model').filter((model) => typeof model === 'string'),
      maxTokens: known ? Math.ceil(Math.max(...limits)) : fallbackMaxTokens,
      speed: this.#fields.values('speed').includes('fast') ? 'fast' : 'standard',
      inputTokens: this.#estimate.tokens,
    };
  }
}

/** What a request may cost at most, as far as one can tell; `unpriced` names a model whose price is not known. */
export function mostOf(shape: RequestShape, prices: PriceTable): Amount & { unpriced?: string } {
  const none = { cacheReadTokens: 0, cacheWriteTokens: 0, cacheWriteHourTokens: 0, webSearches: 0, geo: '' };
  const { inputTokens, maxTokens: outputTokens, speed } = shape;
  const costs = shape.models.map((model) => ({
    model,
    nanoUsd: costOf(prices, { ...none, model, inputTokens, outputTokens, speed }),
  }));
  const unpriced = costs.find(({ nanoUsd }) => nanoUsd === undefined)?.model;
  return {
    nanoUsd: Math.max(0, ...costs.map(({ nanoUsd }) => nanoUsd ?? 0)),
    tokens: inputTokens + outputTokens,
    ...(unpriced !== undefined && { unpriced }),
  };
}
