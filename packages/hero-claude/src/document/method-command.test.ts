import { expect, it } from 'vitest';
import { methodCommand } from './method-command.ts';
import { readDocument } from './openrpc.ts';

const document = readDocument();

function parse(name: string, ...argv: string[]) {
  const method = document.methods.find((candidate) => candidate.name === name);
  if (method === undefined) throw new Error(`no method ${name}`);
  const { command, readParams } = methodCommand(method, document);
  command
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .action(() => undefined);
  command.parse(argv, { from: 'user' });
  return readParams();
}

it('reads lists, maps, numbers, booleans and choices', () => {
  const words =
    '--repo shop --repo lib/core --task fix --memory-gb 2.5 --clean --env A=1 --env B=x=y --label team=web';
  const params = parse('session.create', ...words.split(' '), '--effort', 'high', '--setup', 'make deps');
  expect(params).toEqual({
    repos: ['shop', 'lib/core'],
    task: 'fix',
    memory_gb: 2.5,
    clean: true,
    env: { A: '1', B: 'x=y' },
    labels: { team: 'web' },
    effort: 'high',
    setup: ['make deps'],
  });
});

it('has a flag to turn off what is on, and says nothing of it otherwise', () => {
  const words = ['--repo', 'a', '--task', 't'];
  expect(parse('session.create', ...words)).not.toHaveProperty('trust_project');
  expect(parse('session.create', ...words, '--no-trust-project')).toHaveProperty('trust_project', false);
});

it('takes a choice or JSON where the schema knows both', () => {
  const given = (egress: string) =>
    parse('session.create', '--repo', 'a', '--task', 't', '--egress', egress)['egress'];
  expect(given('none')).toBe('none');
  expect(given('{"policy":"allowlist","allow":["example.org"]}')).toEqual({
    policy: 'allowlist',
    allow: ['example.org'],
  });
  expect(() => given('some')).toThrow('none, allowlist, open');
});

it('takes a number, or none where null means that', () => {
  const given = (budget: string) => parse('session.configure', 'a1b2c3d4', '--budget-usd', budget);
  expect(given('2.5')).toEqual({ session_id: 'a1b2c3d4', budget_usd: 2.5 });
  expect(given('none')).toEqual({ session_id: 'a1b2c3d4', budget_usd: null });
  expect(() => given('much')).toThrow('a number');
});

it('takes ids by place, and a command after -- or as a line', () => {
  expect(parse('session.exec', 'a1b2c3d4', '--timeout-ms', '500', '--', 'ls', '-la', '--json')).toEqual({
    session_id: 'a1b2c3d4',
    timeout_ms: 500,
    command: ['ls', '-la', '--json'],
  });
  expect(parse('session.exec', 'a1b2c3d4', '--command', 'ls | wc -l')).toEqual({
    session_id: 'a1b2c3d4',
    command: 'ls | wc -l',
  });
  expect(() => parse('session.exec', 'a1b2c3d4')).toThrow('No command is given');
  expect(() => parse('session.exec', 'a1b2c3d4', '--command', 'ls', '--', 'ls')).toThrow('the same thing');
});

it.each([
  ['--cpu', 'many', 'a number'],
  ['--cpu', '1000', 'at most 256'],
  ['--memory-gb', '0', 'at least 0.25'],
  ['--env', 'NOVALUE', 'NAME=VALUE'],
  ['--permission-mode', 'yolo', 'bypassPermissions, default'],
])('says what %s %s must be', (flag, word, message) => {
  expect(() => parse('session.create', '--repo', 'a', '--task', 't', flag, word)).toThrow(message);
});

it('says what is missing', () => {
  expect(() => parse('session.create', '--repo', 'a')).toThrow('--task is missing');
  expect(() => parse('session.info')).toThrow('session-id');
});

it('makes a command of every method, with help for every flag', () => {
  for (const method of document.methods) {
    const { command } = methodCommand(method, document);
    const help = command.helpInformation();
    expect(help).toContain(method.summary.split(' ')[0]);
    const flags = command.options.map(({ long }) => long);
    expect(new Set(flags).size).toBe(flags.length);
    expect(command.options.length + command.registeredArguments.length).toBeGreaterThanOrEqual(
      method.params.length,
    );
  }
});
