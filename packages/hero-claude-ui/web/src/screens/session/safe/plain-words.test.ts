import { expect, test } from 'vitest';
import { plainWords } from './plain-words.ts';

test.each([
  ['The token is compared **before** it is *trimmed*.', 'The token is compared before it is trimmed.'],
  [
    '# Done\n\n- `src/a.js` is mended\n- [x] the _test_ is as it was',
    'Done src/a.js is mended [x] the test is as it was',
  ],
  [
    'See [the guide](https://example.com/a).\n\n```js\nconst a = 1;\n```\nEnd',
    'See the guide. const a = 1; End',
  ],
  ['| a | b |\n| - | - |\n| **1** | 2 |\n\n> said\n\n---\nlast', 'a b 1 2 said last'],
  ['2 \\* 3 is a_b_c, <b>not</b> HTML', '2 * 3 is a_b_c, <b>not</b> HTML'],
  ['', ''],
])('the words of %j', (markdown, words) => {
  expect(plainWords(markdown)).toBe(words);
});

test('takes no longer for what is very long', () => {
  expect(plainWords('**a** '.repeat(100_000)).length).toBeLessThan(2_001);
});
