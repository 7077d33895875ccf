import { Readable } from 'node:stream';
import { array, assert, asyncProperty, constantFrom, integer, tuple, uint8Array } from 'fast-check';
import { expect, it } from 'vitest';
import { readFrames } from './frames.ts';

function frame(type: number, data: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header[0] = type;
  header.writeUInt32BE(data.length, 4);
  return Buffer.concat([header, data]);
}

it('puts both outputs together again, however the stream is cut', async () => {
  const writes = array(tuple(constantFrom(1, 2), uint8Array({ maxLength: 40 })), {
    maxLength: 12,
  });
  const cuts = array(integer({ min: 1, max: 17 }), { minLength: 1, maxLength: 20 });
  await assert(
    asyncProperty(writes, cuts, async (written, sizes) => {
      const whole = Buffer.concat(written.map(([type, data]) => frame(type, Buffer.from(data))));
      const chunks: Buffer[] = [];
      for (let at = 0, turn = 0; at < whole.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1;
        chunks.push(whole.subarray(at, at + size));
        at += size;
      }
      const read = { stdout: '', stderr: '' };
      for await (const { stream, data } of readFrames(Readable.from(chunks)))
        read[stream] += data.toString('hex');
      const sent = (wanted: number) =>
        Buffer.concat(written.filter(([type]) => type === wanted).map(([, data]) => data)).toString('hex');
      expect(read).toEqual({ stdout: sent(1), stderr: sent(2) });
    }),
  );
});
