import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { readJsonLines } from './json-lines.ts';

async function read(stream: Readable): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const value of readJsonLines(stream)) values.push(value);
  return values;
}

it('reads one value a line, wherever the stream is cut', async () => {
  const bytes = Buffer.from('{"a":"€"}\r\n\n[1]\n{"unfinished":');
  const single = Array.from(bytes, (byte) => Buffer.from([byte]));
  expect(await read(Readable.from(single))).toEqual([{ a: '€' }, [1]]);
  expect(await read(Readable.from([bytes]))).toEqual([{ a: '€' }, [1]]);
});

it('throws when the stream breaks off', async () => {
  const stream = new Readable({
    read() {
      this.push('{"a":1}\n');
      this.destroy(new Error('cut'));
    },
  });
  await expect(read(stream)).rejects.toThrow('cut');
});
