import { expect, test } from 'vitest';
import { SessionName } from './session-name.ts';

test.each(['x', 'Mend the login', 'é 日本語 שלום', '👩‍💻 at work', 'x'.repeat(120)])(
  '%j is a name',
  (name) => {
    expect(SessionName.parse(name)).toBe(name);
    expect(SessionName.parse(`  ${name}\n`)).toBe(name);
  },
);

test.each([
  '',
  '  \t\n ',
  'two\nlines',
  'a\rb',
  'red\u001b[31m',
  'exe\u202etxt',
  'half\ud800',
  'x'.repeat(121),
])('%j is none', (name) => {
  expect(SessionName.safeParse(name).success).toBe(false);
});
