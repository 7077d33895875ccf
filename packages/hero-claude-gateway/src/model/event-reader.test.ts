import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventReader } from './event-reader.ts';

interface Seen {
  type: string;
  data: string | null;
  bytes: number;
}

function read(pieces: readonly Buffer[]): Seen[] {
  const seen: Seen[] = [];
  const reader = new EventReader({
    wants: (type) => type === 'wanted',
    onEvent: (event) => seen.push(event),
  });
  for (const piece of pieces) reader.write(piece);
  return seen;
}

interface Sent {
  type: string;
  data: string;
  end: string;
}

/** What an event of one line of data is read as; a carriage return counts as a byte of its data. */
function asSeen({ type, data, end }: Sent): Seen {
  const bytes = Buffer.byteLength(data) + end.length - 1;
  return { type, data: type === 'wanted' ? `${data}\n` : null, bytes };
}

const anEvent = fc.record({
  type: fc.constantFrom('usual', 'usual', 'usual', 'other', 'wanted'),
  data: fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text)),
  end: fc.constantFrom('\n', '\n', '\n', '\r\n'),
});

it('reads every event the same, however the stream is cut and whatever came before', () => {
  fc.assert(
    fc.property(
      fc.array(anEvent, { maxLength: 30 }),
      fc.array(fc.nat(), { maxLength: 20 }),
      (events, cuts) => {
        const text = events
          .map(({ type, data, end }) => `event: ${type}${end}data:${data}${end}${end}`)
          .join('');
        const stream = Buffer.from(text);
        const edges = [0, ...cuts.map((cut) => cut % (stream.length + 1)), stream.length].sort(
          (a, b) => a - b,
        );
        const pieces = edges.map((edge, i) => stream.subarray(edge, edges[i + 1] ?? edge));
        expect(read(pieces)).toEqual(events.map(asSeen));
      },
    ),
    { numRuns: 100 },
  );
});

it.each([
  ['two lines of data', 'event: usual\ndata:1\ndata:2\n\n', [['usual', null]]],
  ['a second type', 'event: usual\nevent: wanted\ndata:1\n\n', [['wanted', '1\n']]],
  ['data without a type', 'data:1\n\n', [['', null]]],
  ['a type behind its data', 'data:\nevent: usual\ndata:1\n\n', [['usual', null]]],
  [
    'another field that begins alike',
    'extra: 1\ndata:1\n\nextra: 1\ndata:2\n\n',
    [
      ['', null],
      ['', null],
    ],
  ],
])('%s after usual events', (_name, text, expected) => {
  const usual = 'event: usual\ndata:0\n\n'.repeat(3);
  const seen = read([Buffer.from(usual + text)]);
  expect(seen.slice(3).map(({ type, data }) => [type, data])).toEqual(expected);
});
