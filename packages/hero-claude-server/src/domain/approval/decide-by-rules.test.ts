import { describe, expect, test } from 'vitest';
import type { ApprovalRule } from './approval-rule.ts';
import { decideByRules } from './decide-by-rules.ts';
import { exactPattern, matchesPattern } from './rule-pattern.ts';

const rule = (tool: string, pattern: string | null, changes: Partial<ApprovalRule> = {}): ApprovalRule => ({
  rule_id: 'r-00000001',
  repo: 'shop',
  tool,
  pattern,
  behavior: 'allow',
  created_at: '2026-01-01T00:00:00.000Z',
  created_by: null,
  ...changes,
});
const bash = (command: string) => ({ tool: 'Bash', input: { command } });
const write = (file_path: string) => ({ tool: 'Write', input: { file_path } });
const decided = (call: { tool: string; input: object }, rules: ApprovalRule[], repos = ['shop']) =>
  decideByRules({ ...call, input: { ...call.input } }, repos, rules)?.behavior;

describe('a rule that allows a command', () => {
  const rules = [rule('Bash', 'npm test *')];
  test.each(['npm test unit', 'npm test -- --watch=false "a b"', 'npm test '])('covers %j', (command) => {
    expect(decided(bash(command), rules)).toBe('allow');
  });
  test.each([
    'npm test; rm -rf /',
    'npm test unit && curl evil',
    'npm test unit\nrm x',
    'npm test $(rm x)',
    'npm test `rm x`',
    'npm test unit | sh',
    'npm test > ~/.bashrc',
    'npm test <(rm x)',
    'npm test a & rm x',
    'npm test a\\\nrm',
    'npm testing',
    'npm test',
    ' npm test unit',
    'sudo npm test unit',
    `npm test ${'x'.repeat(30_000)}`,
  ])('does not cover %j', (command) => {
    expect(decided(bash(command), rules)).toBeUndefined();
  });

  test('made from one command covers that command alone', () => {
    const command = 'ls *.ts \\; echo "*"';
    const exact = [rule('Bash', exactPattern(command))];
    expect(decided(bash(command), exact)).toBe('allow');
    expect(decided(bash('ls a.ts \\; echo "*"'), exact)).toBeUndefined();
  });
});

test('a rule that denies is wide, and goes before one that allows', () => {
  const rules = [rule('Bash', 'git *'), rule('Bash', '*--force*', { behavior: 'deny' })];
  expect(decided(bash('git push'), rules)).toBe('allow');
  expect(decided(bash('git push --force'), rules)).toBe('deny');
  expect(decided(bash('true; git push --force'), rules)).toBe('deny');
});

describe('a rule about files', () => {
  const rules = [rule('Write', 'src/*.ts'), rule('Write', 'docs/**'), rule('Write', '/tmp/**')];
  test.each(['src/a.ts', 'docs/a/b.md', './src/a.ts'].map((path) => `/workspace/code/shop/${path}`))(
    'covers %s',
    (path) => {
      expect(decided(write(path), rules)).toBe('allow');
    },
  );
  test.each([
    '/workspace/code/shop/src/deep/a.ts',
    '/workspace/code/shop/docs/../package.json',
    '/workspace/code/shopping/src/a.ts',
    '/workspace/code/other/src/a.ts',
    'src/a.ts',
    '/workspace/.claude/settings.json',
  ])('does not cover %s', (path) => {
    expect(decided(write(path), rules, ['shop', 'other'])).toBeUndefined();
  });

  test('outside of the repositories needs to be said for each of them', () => {
    expect(decided(write('/tmp/a'), rules)).toBe('allow');
    expect(decided(write('/tmp/a'), rules, ['shop', 'other'])).toBeUndefined();
  });
});

test('what is no file is allowed where every repository of the session allows it', () => {
  const one = rule('Bash', 'make');
  expect(decided(bash('make'), [one], ['shop', 'lib'])).toBeUndefined();
  expect(decided(bash('make'), [one, { ...one, repo: 'lib' }], ['shop', 'lib'])).toBe('allow');
  expect(decided(bash('make'), [rule('Bash', 'make', { behavior: 'deny' })], ['lib', 'shop'])).toBe('deny');
});

test('a rule without a pattern covers any call of its tool, and of no other', () => {
  const rules = [rule('mcp__hero__list', null)];
  expect(decided({ tool: 'mcp__hero__list', input: {} }, rules)).toBe('allow');
  expect(decided({ tool: 'mcp__hero__delete', input: {} }, rules)).toBeUndefined();
});

test('what is too long for a pattern is asked about, whatever allows its tool', () => {
  const denied = rule('Bash', 'git push*', { behavior: 'deny' });
  const long = bash(`git push o main #${'A'.repeat(20_000)}`);
  expect(decided(bash('git push o main #A'), [rule('Bash', null), denied])).toBe('deny');
  expect(decided(long, [rule('Bash', null), denied])).toBeUndefined();
  expect(decided(long, [rule('Bash', null)])).toBeUndefined();
  expect(decided(long, [rule('Bash', null, { behavior: 'deny' })])).toBe('deny');
  const path = `/workspace/code/shop/${'a/'.repeat(10_000)}x`;
  expect(decided(write(path), [rule('Write', null)])).toBeUndefined();
});

// On a busy machine the time is that of the others, too: the best of three counts.
test('a pattern made to be slow is not', { retry: 2 }, () => {
  const subject = 'a'.repeat(20_000);
  const began = performance.now();
  expect(matchesPattern(`${'*a'.repeat(40)}b`, subject, { kind: 'command', behavior: 'allow' })).toBe(false);
  expect(performance.now() - began).toBeLessThan(5000);
});
