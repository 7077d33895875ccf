import { expect, test } from 'vitest';
import { chosenRepos, emptyForm, paramsOf } from './session-form.ts';

test('what was not chosen is left to the server', () => {
  expect(paramsOf({ ...emptyForm, repos: ['shop'], task: ' fix it ' })).toEqual({
    repos: ['shop'],
    task: 'fix it',
  });
});

test('texts become what the method takes', () => {
  const form = {
    ...emptyForm,
    repos: ['shop'],
    task: 'x',
    cpu: '1.5',
    setup: 'npm ci\n\n npm test ',
    labels: 'team=web, urgent',
    mcpServers: ['docs', 'search'],
    egressAllow: 'example.com:8443',
    source: 'clean' as const,
    uncommitted: 'include' as const,
    trustProject: false,
  };
  expect(paramsOf(form)).toEqual({
    repos: ['shop'],
    task: 'x',
    cpu: 1.5,
    clean: true,
    setup: ['npm ci', 'npm test'],
    labels: { team: 'web', urgent: '' },
    mcp_servers: ['docs', 'search'],
    egress: { policy: 'allowlist', allow: ['example.com:8443'] },
    trust_project: false,
  });
});

test.each([
  ['what the address asks for', ['shop'], 'web', ['shop', 'web'], ['web']],
  ['with what goes with it', ['shop', 'web'], 'web', ['shop', 'web'], ['shop', 'web']],
  ['those of the last time that are there', ['gone', 'shop'], null, ['shop', 'web'], ['shop']],
  ['the only one', [], null, ['shop'], ['shop']],
  ['none of several', [], null, ['shop', 'web'], []],
  ['those of the last time while the list loads', ['shop'], null, undefined, ['shop']],
])('chosen at first: %s', (_case, stored, asked, known, chosen) => {
  expect(chosenRepos(stored, asked, known)).toEqual(chosen);
});
