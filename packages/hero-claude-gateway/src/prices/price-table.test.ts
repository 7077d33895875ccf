import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { costOf } from './cost.ts';
import { priceOf, readPriceTable } from './price-table.ts';

const shipped = join(import.meta.dirname, '..', '..', 'prices.json');
const dir = mkdtempSync(join(tmpdir(), 'prices-'));
afterAll(() => rmSync(dir, { recursive: true }));

function own(content: string): string {
  const path = join(dir, 'prices.json');
  writeFileSync(path, content);
  return path;
}

const usage = {
  inputTokens: 1_000,
  outputTokens: 100,
  cacheReadTokens: 10_000,
  cacheWriteTokens: 3_000,
  cacheWriteHourTokens: 1_000,
  webSearches: 2,
  speed: 'standard',
  geo: '',
};

it('prices each kind of token, and the searches', () => {
  const table = readPriceTable(shipped, join(dir, 'none.json'));
  const cost = costOf(table, { ...usage, model: 'claude-sonnet-4-5-20250929' });
  // 1,000 × 3 + 100 × 15 + 10,000 × 0.3 + 2,000 × 3.75 + 1,000 × 6 per million, and two cents of searches.
  expect(cost).toBe(21_000_000 + 20_000_000);
  expect(costOf(table, { ...usage, model: 'claude-sonnet-4-5', geo: 'us' })).toBe(23_100_000 + 20_000_000);
  expect(costOf(table, { ...usage, model: 'claude-sonnet-4-5', speed: 'fast' })).toBeUndefined();
  expect(costOf(table, { ...usage, model: 'claude-unheard-of' })).toBeUndefined();
  const long = { ...usage, model: 'claude-haiku-5-5', inputTokens: 200_000, outputTokens: 0, webSearches: 0 };
  expect(costOf(table, { ...long, cacheReadTokens: 0, cacheWriteTokens: 0, cacheWriteHourTokens: 0 })).toBe(
    100_000_000,
  );
});

it("lets the user's own prices replace a model's, and add one", () => {
  const price = { input: 1, output: 2, cache_read: 0, cache_write: 0, cache_write_hour: 0 };
  const models = { 'claude-opus-4-8': price, mine: { ...price, fast: { ...price, input: 7 } } };
  const table = readPriceTable(shipped, own(JSON.stringify({ version: 'mine-1', models })));
  expect(table.version).toMatch(/^\d{4}-\d\d-\d\d\+mine-1$/);
  expect(priceOf(table, 'claude-opus-4-8')?.input).toBe(1);
  expect(priceOf(table, 'claude-opus-4-5-20251101')?.input).toBe(5);
  expect(costOf(table, { ...usage, model: 'mine', speed: 'fast', outputTokens: 0 })).toBe(7_000_000);
});

it.each([
  ['{', /prices\.json cannot be read/],
  ['{"models":{}}', /version: /],
  ['{"version":"1","models":{"m":{"input":"3"}}}', /models\.m\.input: .*number/],
  ['{"version":"1","models":{"m":{"inputs":3}}}', /models\.m: .*"inputs"/],
])('says what is wrong with %s', (content, message) => {
  expect(() => readPriceTable(shipped, own(content))).toThrow(message);
});
