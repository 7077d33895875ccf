import { expect, test } from 'vitest';
import { emptyForm, paramsOf } from './session-form.ts';

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
    mcpServers: 'docs, search',
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
