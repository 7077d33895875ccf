import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { JsonWalk, JsonWalkError } from './json-walk.ts';

type Seen = [path: string, kind: string, text?: string | undefined];

/** What is told of the bytes, cut as `sizes` say; undefined when they are refused. */
function walked(bytes: Uint8Array, sizes: readonly number[] = []): Seen[] | undefined {
  const seen: Seen[] = [];
  const walk = new JsonWalk((path, node) => {
    seen.push([path.join('.'), node.kind, ...(node.kind === 'string' ? [node.text] : [])] as Seen);
  });
  try {
    let at = 0;
    for (const size of [...sizes, bytes.length]) {
      walk.write(bytes.subarray(at, at + size));
      at += size;
    }
    walk.end();
    return seen;
  } catch (error) {
    if (error instanceof JsonWalkError) return undefined;
    throw error;
  }
}

function nodesOf(value: unknown, path: readonly string[] = []): Seen[] {
  const at = path.join('.');
  if (value === null) return [[at, 'null']];
  if (typeof value === 'string') return [[at, 'string', value]];
  if (typeof value !== 'object') return [[at, 'other']];
  const members = Array.isArray(value)
    ? value.map((element): [string, unknown] => ['[]', element])
    : Object.entries(value);
  const below = members.flatMap(([key, member]) => nodesOf(member, [...path, key]));
  return [[at, Array.isArray(value) ? 'array' : 'object'], ...below];
}

function parses(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const value = fc.jsonValue({ maxDepth: 6 });

it('tells of every value, however the bytes are cut', () => {
  fc.assert(
    fc.property(value, fc.array(fc.nat(20)), fc.constantFrom(0, 2), (each, sizes, indent) => {
      expect(walked(bytesOf(JSON.stringify(each, null, indent)), sizes)).toEqual(nodesOf(each));
    }),
  );
});

it('takes exactly what every reader takes', () => {
  const damaged = fc.tuple(value, fc.nat(), fc.nat(255)).map(([each, position, byte]) => {
    const bytes = bytesOf(JSON.stringify(each));
    bytes[position % bytes.length] = byte;
    return bytes;
  });
  const text = fc.array(fc.constantFrom(...'{}[]:,"\\ \n01-.e+tru'.split('')), { maxLength: 12 });
  fc.assert(
    fc.property(
      fc.oneof(
        damaged,
        text.map((parts) => bytesOf(parts.join(''))),
      ),
      (bytes) => (walked(bytes) !== undefined) === parses(bytes),
    ),
    { numRuns: 2_000 },
  );
});

it('holds on to no long string, and names escaped ones by what they say', () => {
  const long = 'x'.repeat(100_000);
  expect(walked(bytesOf(`{"\\u0074ype":"w\\u0065b","data":"${long}"}`))).toEqual([
    ['', 'object'],
    ['type', 'string', 'web'],
    ['data', 'string', undefined],
  ]);
});

it.each([
  ['nested without end', '['.repeat(1_000)],
  ['a key without end', `{"${'k'.repeat(1_000)}":1}`],
  ['a number without end', '1'.repeat(1_000)],
  ['a malformed escape at the end of a long string', `["${'x'.repeat(1_000)}\\x"]`],
  ['two literals in one', '[truefalse]'],
  ['two documents', '{}{}'],
  ['a byte order mark', '\ufeff{}'],
])('%s is refused', (_name, text) => {
  expect(walked(bytesOf(text))).toBeUndefined();
});
