import { expect, test } from 'vitest';
import { tokensOf } from './markdown-tokens.ts';

const shape = (text: string) => JSON.stringify(tokensOf(text));

test.each(['_a__', 'a_', '*a', '**a', '> ', '- ', '* '])(
  '%j over and over takes no time to speak of',
  // On a busy machine the time is that of the others, too: the best of three counts.
  { retry: 2 },
  (piece) => {
    const text = piece.repeat(30_000 / piece.length);
    const began = performance.now();
    expect(shape(text)).toContain(JSON.stringify(text).slice(0, 100));
    // Without a bound the slowest takes several times as long on a fast machine.
    expect(performance.now() - began).toBeLessThan(1000);
  },
);

test('one block that is too long is plain text, and those around it are not', () => {
  const long = `*${'word '.repeat(1000)}*`;
  const [before, , middle, , after] = tokensOf(`**bold**\n\n${long}\n\n- _item_`);
  expect(before).toMatchObject({ type: 'paragraph', tokens: [{ type: 'strong' }] });
  expect(middle).toMatchObject({ type: 'paragraph', tokens: [{ type: 'text', text: long }] });
  expect(JSON.stringify(after)).toContain('"type":"em"');
});

test('a long code block stays one', () => {
  const code = 'a_b__c\n'.repeat(2000);
  expect(tokensOf(`\`\`\`\n${code}\`\`\``)[0]).toMatchObject({ type: 'code', text: code.trimEnd() });
});
