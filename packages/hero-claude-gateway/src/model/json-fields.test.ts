import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { JsonFields } from './json-fields.ts';

function read(text: string, cuts: number[] = []): JsonFields {
  const fields = new JsonFields(['a', 'b']);
  const bytes = Buffer.from(text);
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((x, y) => x - y);
  edges.forEach((edge, i) => fields.write(bytes.subarray(edge, edges[i + 1] ?? edge)));
  return fields;
}

it('finds what JSON.parse finds, from any cutting', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('a', 'b', 'c', 'ä"\\'), fc.jsonValue()),
      fc.array(fc.nat(), { maxLength: 10 }),
      fc.constantFrom(undefined, 2),
      (value, cuts, indent) => {
        const text = JSON.stringify(value, null, indent);
        const parsed = JSON.parse(text) as Record<string, unknown>;
        for (const name of ['a', 'b']) {
          const fields = read(text, cuts);
          const expected = Object.hasOwn(parsed, name) ? [1, parsed[name]] : [0, undefined];
          expect([fields.times(name), fields.value(name)]).toEqual(expected);
        }
      },
    ),
  );
});

it('counts a repeated name, however it is spelled, and keeps its last value', () => {
  const fields = read('{"a":1,"b":{"a":9},"\\u0061":2,"a" : 3}');
  expect([fields.times('a'), fields.value('a')]).toEqual([3, 3]);
});

it('looks at the outermost object alone', () => {
  expect(read('[{"a":1}]').times('a')).toBe(0);
  expect(read('{"c":{"a":1},"d":["a",2]}').times('a')).toBe(0);
});

it('lets go of a value that is too long, and knows that it was there', () => {
  const fields = read(`{"a":"${'x'.repeat(100_000)}","b":1}`);
  expect([fields.times('a'), fields.value('a'), fields.value('b')]).toEqual([1, undefined, 1]);
});
