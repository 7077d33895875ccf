import { expect, test } from 'vitest';
import { fitsTheModel, pictureOf } from './picture.ts';
import { safeFileName } from './upload.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const pad = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(32)]);

test.each([
  ['png', hex('89504e470d0a1a0a 0000000d 49484452 00000140 000000f0'), 'image/png', 320, 240],
  ['gif', hex('474946383961 4001 f000'), 'image/gif', 320, 240],
  [
    'webp, lossy',
    hex('52494646 00000000 57454250 56503820 00000000 000000 9d012a 4001 f000'),
    'image/webp',
    320,
    240,
  ],
  ['webp, lossless', hex('52494646 00000000 57454250 5650384c 00000000 2f 3fc13b00'), 'image/webp', 320, 240],
  [
    'webp, extended',
    hex('52494646 00000000 57454250 56503858 0a000000 00000000 3f0100 ef0000'),
    'image/webp',
    320,
    240,
  ],
  ['jpeg', hex('ffd8 ffe0 0004 0000 ffc2 0011 08 00f0 0140 03'), 'image/jpeg', 320, 240],
] as const)('%s', (_kind, bytes, mediaType, width, height) => {
  expect(pictureOf(pad(bytes))).toEqual({ mediaType, width, height });
});

test.each(['', 'ffd8', 'ffd8ffe00000', '89504e47', '255044462d', '52494646', 'ffd800'])(
  'nothing to look at: %s',
  (bytes) => {
    expect(pictureOf(hex(bytes))).toBeUndefined();
    expect(pictureOf(pad(hex(bytes)))).toBeUndefined();
  },
);

test('a picture too large for the model is a file', () => {
  const picture = { mediaType: 'image/png', width: 8000, height: 10 } as const;
  expect(fitsTheModel(picture, 1000)).toBe(true);
  expect(fitsTheModel({ ...picture, width: 8001 }, 1000)).toBe(false);
  expect(fitsTheModel(picture, 4 * 1024 * 1024)).toBe(false);
});

test.each([
  ['screen shot.png', 'screen shot.png'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\a\\b.txt', 'b.txt'],
  ['..', 'file'],
  ['a\nb\u202etxt.exe\0', 'abtxt.exe'],
  ['', 'file'],
  ['ü'.repeat(300), 'ü'.repeat(100)],
])('the name %j becomes %j', (asked, name) => {
  expect(safeFileName(asked)).toBe(name);
});
