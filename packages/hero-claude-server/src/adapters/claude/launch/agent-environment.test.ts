import { expect, test } from 'vitest';
import { agentArguments, modelId } from './agent-arguments.ts';
import { agentEnv, checkUserEnv } from './agent-environment.ts';

const refused = (env: Record<string, string>) => () => checkUserEnv(env);
const environment = { token: 'hero-t', userEnv: {}, resumeInterruptedTurn: false };

test.each([
  ['ANTHROPIC_BASE_URL', 'http://elsewhere', 'reserved'],
  ['CLAUDE_CODE_OAUTH_TOKEN', 'x', 'reserved'],
  ['HTTPS_PROXY', 'http://elsewhere', 'reserved'],
  ['LD_PRELOAD', '/x.so', 'reserved'],
  ['NPM_TOKEN', 'x', 'is a secret'],
  ['MY_API_KEY', 'x', 'is a secret'],
  ['DB_PASSWORD', 'x', 'is a secret'],
  ['NOTE', 'use ghp_0123456789abcdefghijABCDEFGHIJ', 'looks like a secret'],
  ['CERT', '-----BEGIN RSA PRIVATE KEY-----', 'looks like a secret'],
])('env %s=%s is refused: %s', (name, value, reason) => {
  expect(refused({ [name]: value })).toThrow(expect.objectContaining({ kind: 'session.env_refused' }));
  expect(refused({ [name]: value })).toThrow(reason);
});

test('ordinary variables are taken', () => {
  expect(refused({ CI: '1', NODE_ENV: 'test', TOKENIZER: 'bpe', MONKEY: 'x', KEYBOARD: 'us' })).not.toThrow();
});

test('the user cannot change what the container needs', () => {
  const userEnv = { CI: '1', LANG: 'de_DE.UTF-8', HOME: '/elsewhere', https_proxy: 'http://elsewhere' };
  expect(agentEnv({ ...environment, userEnv })).toMatchObject({
    CI: '1',
    LANG: 'de_DE.UTF-8',
    HOME: '/home/agent',
    CLAUDE_CODE_OAUTH_TOKEN: 'hero-t',
    https_proxy: 'http://127.0.0.1:3128',
    HTTPS_PROXY: 'http://127.0.0.1:3128',
  });
});

test('a cut turn is resumed only when asked', () => {
  const name = 'CLAUDE_CODE_RESUME_INTERRUPTED_TURN';
  expect(agentEnv(environment)).not.toHaveProperty(name);
  expect(agentEnv({ ...environment, resumeInterruptedTurn: true })).toHaveProperty(name, '1');
});

test('short model names become full ids, and unknown ones stay', () => {
  expect(modelId('opus')).toBe('claude-opus-5-5');
  expect(modelId('sonnet[1m]')).toBe('claude-sonnet-5-5[1m]');
  expect(modelId('claude-next-9')).toBe('claude-next-9');
});

test('an untrusted repository brings neither settings nor MCP servers', () => {
  const options = { model: null, effort: null, permissionMode: 'default', repoDirs: ['/a', '/b'] } as const;
  const untrusted = agentArguments({ ...options, trustProject: false }).join(' ');
  expect(untrusted).toContain('--setting-sources user --strict-mcp-config');
  expect(untrusted).toContain('--add-dir /b');
  expect(untrusted).not.toContain('--add-dir /a');
  expect(untrusted).not.toContain('--model');
  const trusted = agentArguments({ ...options, trustProject: true }).join(' ');
  expect(trusted).toContain('--setting-sources user,project');
  expect(trusted).not.toContain('--strict-mcp-config');
});

test('the variables that keep the agent quiet and patient are set', () => {
  expect(agentEnv(environment)).toMatchObject({
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_EMIT_SESSION_STATE_EVENTS: '1',
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_EAGER_FLUSH: '1',
    IS_SANDBOX: '1',
    ANTHROPIC_BASE_URL: 'http://hero-gateway',
    ANTHROPIC_UNIX_SOCKET: '/run/hero/model.sock',
    CLAUDE_CONFIG_DIR: '/workspace/.claude',
  });
});

test('the agent is told everything by its input, and its flags are all there', () => {
  const options = { model: null, effort: null, permissionMode: 'default', repoDirs: ['/a'] } as const;
  const given = agentArguments({ ...options, trustProject: true });
  for (const flag of ['--include-partial-messages', '--replay-user-messages', '--permission-prompt-tool'])
    expect(given).toContain(flag);
  for (const flag of ['--continue', '--json-schema', '--worktree', '--max-budget-usd'])
    expect(given).not.toContain(flag);
  expect(given.filter((word) => word.startsWith('{'))).toEqual([]);
  expect(given.join(' ')).toContain('--input-format stream-json --output-format stream-json');
  // Nothing but the value of a flag stands behind one.
  expect(given.filter((word, at) => !word.startsWith('-') && !given[at - 1]?.startsWith('-'))).toEqual([]);
});
