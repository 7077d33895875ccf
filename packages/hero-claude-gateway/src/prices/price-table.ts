import { readFileSync } from 'node:fs';
import { ConfigError } from 'hero-rpc/node';
import { z } from 'zod';

const usd = z.number().min(0).max(100_000);

const rates = {
  input: usd,
  output: usd,
  cache_read: usd,
  cache_write: usd.describe('Kept for five minutes'),
  cache_write_hour: usd.describe('Kept for an hour'),
};

/** US dollars per million tokens, and per web search. */
export const ModelPrice = z.strictObject({
  ...rates,
  web_search: usd.default(0),
  long_prompt: z
    .strictObject({ above_tokens: z.number().int().min(1), ...rates })
    .optional()
    .describe('For the whole call, once its prompt is longer than that'),
  fast: z.strictObject(rates).optional().describe('For answers at speed "fast"; unknown unless given'),
});
export type ModelPrice = z.infer<typeof ModelPrice>;

const PriceFile = z.strictObject({
  version: z.string().min(1).max(100),
  us_inference_factor: z.number().min(1).max(10).optional(),
  models: z.record(z.string().min(1).max(200), ModelPrice),
});

/** What the models cost at list price. */
export interface PriceTable {
  /** Names the tables it was made of. */
  version: string;
  /** For answers that had to be made in the US. */
  usInferenceFactor: number;
  /** By model id, without the date of a snapshot. */
  models: ReadonlyMap<string, ModelPrice>;
}

/**
 * The shipped prices, and over them those of the user: a model listed there is taken from there whole.
 *
 * @param overrideFile may be missing
 * @throws ConfigError naming file, place and what it must be
 */
export function readPriceTable(shippedFile: string, overrideFile: string): PriceTable {
  const shipped = readPriceFile(shippedFile);
  if (shipped === undefined)
    throw new ConfigError(`${shippedFile} does not exist: install hero-claude again`);
  const own = readPriceFile(overrideFile);
  return {
    version: own === undefined ? shipped.version : `${shipped.version}+${own.version}`,
    usInferenceFactor: own?.us_inference_factor ?? shipped.us_inference_factor ?? 1,
    models: new Map([...Object.entries(shipped.models), ...Object.entries(own?.models ?? {})]),
  };
}

/** The price of a model as the API names it: `claude-x-1-20260131` is a snapshot of `claude-x-1`. */
export function priceOf(table: PriceTable, model: string): ModelPrice | undefined {
  return table.models.get(pricedName(table, model) ?? '');
}

/** The name under which the table has that model. */
export function pricedName({ models }: PriceTable, model: string): string | undefined {
  return [model, model.replace(/\[1m\]$/, '').replace(/-\d{8}$/, '')].find((name) => models.has(name));
}

function readPriceFile(path: string): z.infer<typeof PriceFile> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new ConfigError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  const parsed = PriceFile.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(
    (issue) => `  ${issue.path.join('.') || 'the file'}: ${issue.message}`,
  );
  throw new ConfigError(
    `${path} is no price table:\n${issues.join('\n')}\nPrices are US dollars per million tokens; see docs/gateway.md.`,
  );
}
