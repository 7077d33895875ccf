import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BudgetBook } from '../src/budget/budget-book.ts';
import { openLedger } from '../src/ledger/ledger.ts';
import type { Limits } from '../src/ledger/limit-table.ts';
import { usageOf } from '../src/model/usage.ts';
import { toNanoUsd } from '../src/prices/cost.ts';

const price = { input: 1, output: 1, cache_read: 1, cache_write: 1, cache_write_hour: 1, web_search: 0 };
const prices = { version: '1', usInferenceFactor: 1, models: new Map([['m', price]]) };
const none: Limits = { nanoUsd: null, tokens: null };
const dollar: Limits = { nanoUsd: toNanoUsd(1), tokens: null };
const patience = AbortSignal.timeout(30_000);

async function openBook(limits: { perSession?: Limits; perDay?: Limits }) {
  const dir = await mkdtemp(join(tmpdir(), 'book-'));
  const failures: unknown[] = [];
  const ledger = await openLedger(join(dir, 'ledger.sqlite'), prices, (error) => failures.push(error));
  let now = new Date();
  let isOpen = true;
  const closeLedger = (): void => {
    if (isOpen) ledger[Symbol.dispose]();
    isOpen = false;
  };
  const book = new BudgetBook({
    ledger,
    perSession: none,
    perDay: none,
    ...limits,
    patienceMs: 50,
    now: () => now,
  });
  let messages = 0;
  return {
    ledger,
    book,
    failures,
    tomorrow: () => void (now = new Date(now.getTime() + 86_400_000)),
    /** A call that costs a dollar. */
    async spend(sessionId: string) {
      const reservation = await book.admit(sessionId, { nanoUsd: 1, tokens: 1 }, patience);
      messages += 1;
      const usage = usageOf({ id: `msg_${messages}`, model: 'm', usage: { output_tokens: 1_000_000 } });
      book.count(sessionId, () => ledger.recordUsage(sessionId, usage, ''), reservation);
      book.release(reservation);
    },
    closeLedger,
    async [Symbol.asyncDispose]() {
      closeLedger();
      await rm(dir, { recursive: true });
    },
  };
}

it('begins anew at midnight UTC, and takes back that a call was refused for the day', async () => {
  await using test = await openBook({ perDay: dollar });
  await test.spend('00000001');
  await expect(test.spend('00000002')).rejects.toMatchObject({ reason: 'budget_reached', status: 402 });
  expect(test.book.state('00000002').refused).toContain('for today (UTC)');
  const { next } = test.book.changedSince(0);
  test.tomorrow();
  expect(test.book.changedSince(next).sessionIds).toEqual(['00000002']);
  expect(test.book.state('00000002').refused).toBeNull();
  // The figures of the new day are read from a ledger whose rows are of yesterday.
  expect(test.book.day().spent.tokens).toBe(0);
});

it('holds for a session what it has of its own, or else what all have', async () => {
  await using test = await openBook({ perSession: dollar });
  await test.spend('00000001');
  await expect(test.spend('00000001')).rejects.toMatchObject({ reason: 'budget_reached' });
  test.book.setLimits('00000001', { nanoUsd: toNanoUsd(10), tokens: null });
  await test.spend('00000001');
  expect(test.book.state('00000001')).toMatchObject({ usedPercent: 20, spent: { tokens: 2_000_000 } });
  test.book.setLimits('00000001', none);
  await expect(test.spend('00000001')).rejects.toMatchObject({ reason: 'budget_reached' });
});

it('is no way around a budget that the ledger cannot be written', async () => {
  await using test = await openBook({ perSession: dollar });
  test.book.state('00000001');
  test.book.day();
  test.closeLedger();
  await test.spend('00000001');
  expect(test.failures).not.toEqual([]);
  await expect(test.spend('00000001')).rejects.toMatchObject({ reason: 'budget_reached' });
});

it('counts a message once, however often it is seen', async () => {
  await using test = await openBook({});
  const usage = usageOf({ id: 'msg', model: 'm', usage: { input_tokens: 7, output_tokens: 1 } });
  for (const outputTokens of [1, 5, 5, 2]) {
    const record = () => test.ledger.recordUsage('00000001', { ...usage, outputTokens }, '');
    test.book.count('00000001', record, undefined);
  }
  expect(test.book.state('00000001').spent).toEqual({ nanoUsd: 12_000, tokens: 12 });
});
