import { expect, test } from 'vitest';
import { BundleFormatError, maxHeaderBytes, parseBundleHeader } from './bundle-header.ts';

const a = 'a'.repeat(40);
const b = 'b'.repeat(40);
const long = 'c'.repeat(64);

function parse(text: string) {
  return parseBundleHeader(Buffer.from(text, 'latin1'));
}

test('a bundle names what it needs, what it brings and where its pack begins', () => {
  const header = `# v2 git bundle\n-${a} the base, \xff or not\n${b} HEAD\n\n`;
  expect(parse(`${header}PACK`)).toEqual({
    version: 2,
    objectFormat: 'sha1',
    prerequisites: [a],
    tip: b,
    packOffset: header.length,
  });
});

test('version 3 carries the object format', () => {
  expect(parse(`# v3 git bundle\n@object-format=sha256\n${long} HEAD\n\n`)).toMatchObject({
    objectFormat: 'sha256',
    tip: long,
    prerequisites: [],
  });
});

test.each([
  ['not a bundle', 'PACK\n'],
  ['a version to come', `# v4 git bundle\n${b} HEAD\n\n`],
  ['a filter', `# v3 git bundle\n@filter=blob:none\n${b} HEAD\n\n`],
  ['a capability of version 3 in version 2', `# v2 git bundle\n@object-format=sha1\n${b} HEAD\n\n`],
  ['no tip', `# v2 git bundle\n-${a}\n\n`],
  ['two tips', `# v2 git bundle\n${a} HEAD\n${b} refs/heads/main\n\n`],
  ['a prerequisite after the tip', `# v2 git bundle\n${b} HEAD\n-${a}\n\n`],
  ['an id that is cut', `# v2 git bundle\n${b.slice(1)} HEAD\n\n`],
  ['an id in capitals', `# v2 git bundle\n${b.toUpperCase()} HEAD\n\n`],
  ['an id of the other hash', `# v2 git bundle\n${long} HEAD\n\n`],
  ['an option for an id', `# v2 git bundle\n--upload-pack=x HEAD\n\n`],
  ['no end', `# v2 git bundle\n${b} HEAD\n`],
  ['Windows line ends', `# v2 git bundle\r\n${b} HEAD\r\n\r\n`],
  ['too many prerequisites', `# v2 git bundle\n${`-${a}\n`.repeat(10_001)}${b} HEAD\n\n`],
  ['an endless line', `# v2 git bundle\n-${a} ${'x'.repeat(maxHeaderBytes)}`],
])('%s is refused', (_, text) => {
  expect(() => parse(text)).toThrow(BundleFormatError);
});
