import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

const text = (splitter: LineSplitter, chunk: string) =>
  splitter.push(Buffer.from(chunk)).map((line) => line.bytes.toString());

describe('lines', () => {
  test('are the same however the bytes arrive', () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => {
      const buffer = Buffer.from(array);
      for (let i = 0; i < buffer.length; i += 1) if (buffer[i] === 0) buffer[i] = 0x0a;
      return buffer;
    });
    fc.assert(
      fc.property(bytes, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (whole, sizes) => {
        const splitter = new LineSplitter(0, 1000);
        const lines = [];
        let from = 0;
        for (let i = 0; from < whole.length; i += 1) {
          const size = sizes[i % sizes.length] ?? 1;
          lines.push(...splitter.push(whole.subarray(from, from + size)));
          from += size;
        }
        const rest = splitter.closeTorn();
        const expected: Buffer[] = [];
        for (const part of whole.toString('latin1').split('\n')) expected.push(Buffer.from(part, 'latin1'));
        const got = [...lines, ...(rest ? [rest] : [])].map((line) => line.bytes.toString('latin1'));
        expect(got).toEqual(expected.map((part) => part.toString('latin1')).filter((part) => part !== ''));
        for (const line of lines)
          expect(whole.subarray(line.start, line.start + line.length).equals(line.bytes)).toBe(true);
      }),
    );
  });

  test('keep carriage returns and invalid UTF-8, and empty ones are none', () => {
    const splitter = new LineSplitter(0, 1000);
    const [line] = splitter.push(Buffer.from([0x61, 0x0d, 0xff, 0xfe, 0x0d, 0x0a, 0x0a, 0x0a]));
    expect([...(line?.bytes ?? [])]).toEqual([0x61, 0x0d, 0xff, 0xfe, 0x0d]);
    expect(splitter.lineStart).toBe(8);
  });

  test('begin after the zero bytes in front of them', () => {
    const splitter = new LineSplitter(100, 1000);
    const [line] = splitter.push(Buffer.from('\0\0\0{"a":1}\n'));
    expect(line).toMatchObject({ start: 103, length: 7, flaw: null });
    expect(splitter.position).toBe(111);
  });

  test('that never end are torn', () => {
    const splitter = new LineSplitter(0, 1000);
    expect(text(splitter, 'whole\nhal')).toEqual(['whole']);
    expect(splitter.lineStart).toBe(6);
    expect(splitter.closeTorn(50)).toMatchObject({ start: 6, length: 3, flaw: 'torn' });
    expect(splitter.closeTorn()).toBeNull();
    expect(splitter.position).toBe(50);
  });
});

describe('a line that is too long', () => {
  const long = Buffer.alloc(2500, 'abcdefg');

  test('keeps its beginning, length and hash', () => {
    const splitter = new LineSplitter(0, 1000);
    const lines = [];
    for (let from = 0; from < long.length; from += 300)
      lines.push(...splitter.push(long.subarray(from, from + 300)));
    expect(lines).toEqual([]);
    expect(splitter.longLine()).toMatchObject({ start: 0, length: 2500, flaw: 'truncated', sha256: null });
    const [line, next] = splitter.push(Buffer.from('\nnext\n'));
    expect(line).toEqual({
      start: 0,
      bytes: long.subarray(0, 1000),
      length: 2500,
      flaw: 'truncated',
      sha256: createHash('sha256').update(long).digest('hex'),
    });
    expect(next?.bytes.toString()).toBe('next');
    expect(splitter.inLongLine).toBe(false);
  });

  test('is whole at exactly the limit', () => {
    const splitter = new LineSplitter(0, 1000);
    const [line] = splitter.push(Buffer.concat([long.subarray(0, 1000), Buffer.from('\n')]));
    expect(line).toMatchObject({ length: 1000, flaw: null, sha256: null });
  });

  test('can be gone on with without its beginning; its hash is unknown then', () => {
    const splitter = LineSplitter.withinLongLine(10, 2010, 1000);
    expect(splitter.longLine()).toMatchObject({ start: 10, length: 2000 });
    const [line, next] = splitter.push(Buffer.from('rest\nnext\n'));
    expect(line).toMatchObject({ start: 10, length: 2004, flaw: 'truncated', sha256: null });
    expect(next).toMatchObject({ start: 2015, flaw: null });
  });
});
