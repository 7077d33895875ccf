import { expect, test } from 'vitest';
import { transcriptOf } from './sample-lines.ts';
import { transcriptToMarkdown } from './to-markdown.ts';

const named = (...lines: string[]) => ({
  type: 'text',
  text: `The person attached files, to be read only:\n${lines.join('\n')}`,
});

function promptOf(...content: unknown[]) {
  return transcriptOf([{ type: 'user', message: { content }, isReplay: true }]);
}

test('files that went with a prompt stand beside its text', () => {
  const { roots } = promptOf(
    { type: 'text', text: 'Look at these.' },
    named(
      '- /run/hero-cfg/attachments/0a1b/shot (1).png (image/png, shown above, 2048 bytes)',
      '- /run/hero-cfg/attachments/0a1c/notes.txt (text/plain, 12 bytes)',
    ),
  );
  expect(roots).toMatchObject([
    {
      kind: 'prompt',
      body: { text: 'Look at these.' },
      files: [
        { name: 'shot (1).png', size: 2048, path: '/run/hero-cfg/attachments/0a1b/shot (1).png' },
        { name: 'notes.txt', size: 12 },
      ],
    },
  ]);
  expect(transcriptToMarkdown(roots)).toContain('Attached:\n\n- shot (1).png\n- notes.txt');
});

test('what only begins like a list of files stays text', () => {
  const { roots } = promptOf(named('- /etc/passwd (text/plain, 12 bytes)'));
  expect(roots).toMatchObject([
    { kind: 'prompt', files: [], body: { text: expect.stringContaining('/etc/passwd') as string } },
  ]);
});
