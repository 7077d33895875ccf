import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PathLock } from 'hero-rpc/node';
import { expect, it } from 'vitest';
import { openLedger } from '../src/ledger/ledger.ts';

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
