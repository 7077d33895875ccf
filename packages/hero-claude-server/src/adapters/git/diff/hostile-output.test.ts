import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { NulRecords } from '../container/nul-records.ts';
import { BundleFormatError, parseBundleHeader } from '../import/bundle-header.ts';
import { parseChangedFiles } from './changed-files.ts';
import { parseCounts } from './commits.ts';

/** Bytes that look enough like git's to get far. */
const bytes = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\0',
        '\t',
        '\n',
        ' ',
        '-',
        ':',
        '\0\0',
        '# v2 git bundle\n',
        '# v3 git bundle\n',
        'PACK',
      ),
      fc.constantFrom('a'.repeat(40), 'b'.repeat(64), ':100644 100644 ', 'R100', '1\t2\t'),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
  )
  .map((parts) => Buffer.from(parts.join(''), 'latin1'));

test('no bytes break the reader of a bundle: a header, or why it is none', () => {
  fc.assert(
    fc.property(bytes, (input) => {
      try {
        expect(parseBundleHeader(input).packOffset).toBeLessThanOrEqual(input.length);
      } catch (error) {
        if (!(error instanceof BundleFormatError)) throw error;
      }
    }),
  );
});

test('no bytes break the readers of lists', () => {
  fc.assert(
    fc.property(bytes, (input) => {
      for (const file of parseChangedFiles(input)) expect(file.additions).toBeGreaterThanOrEqual(0);
      for (const counts of parseCounts(input).values()) expect(counts.additions).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('records are the same however the stream is cut', () => {
  fc.assert(
    fc.property(bytes, fc.nat({ max: 64 }), (input, size) => {
      const read = (step: number): string[] => {
        const found: string[] = [];
        const records = new NulRecords((record) => {
          found.push(record.toString('latin1'));
          return record.length === 1 ? 'skip next' : undefined;
        });
        for (let start = 0; start < input.length; start += step)
          records.push(input.subarray(start, start + step));
        return found;
      };
      expect(read(size + 1)).toEqual(read(input.length + 1));
    }),
  );
});
