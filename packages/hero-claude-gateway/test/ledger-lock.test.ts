import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PathLock } from 'hero-rpc/node';
import { expect, it } from 'vitest';
import { openLedger } from '../src/ledger/ledger.ts';
import { untilReleased } from '../src/lib/until-released.ts';

const prices = { version: '1', usInferenceFactor: 1, models: new Map() };

it('opens no ledger that a restore or another gateway holds, and gives its own back', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'ledger-'));
  const path = join(dir, 'ledger.sqlite');
  const open = async () => openLedger(path, prices, () => undefined);
  const restore = PathLock.acquire(path);
  await expect(open()).rejects.toMatchObject({ exitCode: 75, message: expect.stringContaining(path) });
  restore[Symbol.dispose]();
  const ledger = await open();
  await expect(open()).rejects.toMatchObject({ exitCode: 75 });
  ledger[Symbol.dispose]();
  (await open())[Symbol.dispose]();
  await rm(dir, { recursive: true, force: true });
});

it('waits for a gateway that is about to end, and for no other', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'ledger-'));
  const path = join(dir, 'ledger.sqlite');
  const open = async () => openLedger(path, prices, () => undefined);
  const ending = await open();
  await expect(untilReleased(open, async () => false)).rejects.toMatchObject({ exitCode: 75 });
  const next = untilReleased(open, async () => {
    ending[Symbol.dispose]();
    return true;
  });
  (await next)[Symbol.dispose]();
  await rm(dir, { recursive: true, force: true });
});
