import { describe, expect, test } from 'vitest';
import { branchName, slugOf, titleOf } from './branch-name.ts';

describe('slugOf', () => {
  test.each([
    ['Fix the failing login test', 'fix-the-failing-login-test'],
    ['  Überprüfe die Größe!  ', 'uberprufe-die-gro-e'],
    ['../../etc/passwd', 'etc-passwd'],
    ['--upload-pack=evil', 'upload-pack-evil'],
    ['日本語', 'work'],
    ['', 'work'],
    ['a'.repeat(100), 'a'.repeat(40)],
  ])('%j becomes %j', (text, slug) => {
    expect(slugOf(text)).toBe(slug);
  });

  test('never ends with a dash when it is cut', () => {
    expect(slugOf(`${'a'.repeat(39)} bcd`)).toBe('a'.repeat(39));
  });
});

test('a branch carries the session id', () => {
  expect(branchName('a1b2c3d4', 'Add tests')).toBe('hero/a1b2c3d4-add-tests');
});

describe('titleOf', () => {
  test('takes the first line and collapses blanks', () => {
    expect(titleOf('\n  Fix   the\tlogin \nand more')).toBe('Fix the login');
  });

  test('cuts a long line at a word', () => {
    const title = titleOf('word '.repeat(40));
    expect(title.length).toBeLessThanOrEqual(61);
    expect(title.endsWith('word…')).toBe(true);
  });
});
