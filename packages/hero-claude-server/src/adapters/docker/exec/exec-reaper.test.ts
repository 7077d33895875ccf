import { expect, it } from 'vitest';
import { saysClean } from './exec-reaper.ts';

function frame(text: string, type = 1): Buffer {
  const header = Buffer.alloc(8);
  header[0] = type;
  header.writeUInt32BE(text.length, 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

async function* pieces(...texts: Buffer[]): AsyncGenerator<Buffer> {
  yield* texts;
}

async function* endless(): AsyncGenerator<Buffer> {
  for (;;) yield frame('clean');
}

it('believes its one word, in however many pieces, and warnings beside it', async () => {
  expect(await saysClean(pieces(frame('cl'), frame('bash: a warning', 2), frame('ean')))).toBe(true);
  expect(await saysClean(pieces(frame('clean\n')))).toBe(false);
  expect(await saysClean(pieces(frame('cle')))).toBe(false);
  expect(await saysClean(pieces())).toBe(false);
});

it('does not listen to output without end', async () => {
  expect(await saysClean(endless())).toBe(false);
});
