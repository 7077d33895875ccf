import type { MessageUsage } from '../model/usage.ts';
import { type ModelPrice, type PriceTable, priceOf } from './price-table.ts';

/** Billionths of a dollar: sums of whole numbers stay exact. A dollar per million tokens is 1,000 per token. */
export type NanoUsd = number;

const nanoPerUsd = 1_000_000_000;

export function toUsd(nano: NanoUsd): number {
  return nano / nanoPerUsd;
}

export function toNanoUsd(usd: number): NanoUsd {
  return Math.round(usd * nanoPerUsd);
}

/** What is needed of a message to price it. */
export type PricedUsage = Omit<MessageUsage, 'messageId'>;

/** The list price of a message; undefined when it is not known. */
export function costOf(table: PriceTable, usage: PricedUsage): NanoUsd | undefined {
  const price = priceOf(table, usage.model);
  const rates = price && ratesFor(price, usage.speed, promptTokens(usage));
  if (price === undefined || rates === undefined) return undefined;
  const perMillion =
    usage.inputTokens * rates.input +
    usage.outputTokens * rates.output +
    usage.cacheReadTokens * rates.cache_read +
    (usage.cacheWriteTokens - usage.cacheWriteHourTokens) * rates.cache_write +
    usage.cacheWriteHourTokens * rates.cache_write_hour;
  const factor = usage.geo === 'us' ? table.usInferenceFactor : 1;
  return Math.round(perMillion * 1_000 * factor) + toNanoUsd(usage.webSearches * price.web_search);
}

function ratesFor(price: ModelPrice, speed: string, prompt: number) {
  if (speed === 'fast') return price.fast;
  const { long_prompt: long } = price;
  return long !== undefined && prompt > long.above_tokens ? long : price;
}

function promptTokens({ inputTokens, cacheReadTokens, cacheWriteTokens }: PricedUsage): number {
  return inputTokens + cacheReadTokens + cacheWriteTokens;
}
