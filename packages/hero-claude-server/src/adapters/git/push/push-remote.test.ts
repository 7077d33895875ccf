import { expect, test } from 'vitest';
import { parsePushRemote, RemoteRefusedError, redact } from './push-remote.ts';

test.each([
  ['/srv/git/shop.git', { transport: 'path', url: '/srv/git/shop.git' }],
  ['/srv/with:colon', { transport: 'path', url: '/srv/with:colon' }],
  ['file:///srv/my%20shop.git', { transport: 'path', url: '/srv/my shop.git' }],
  ['git@example.org:team/shop.git', { transport: 'ssh', url: 'git@example.org:team/shop.git' }],
  ['example:shop', { transport: 'ssh', url: 'example:shop' }],
  ['ssh://git@example.org:2222/shop.git', { transport: 'ssh', url: 'ssh://git@example.org:2222/shop.git' }],
  ['https://example.org/shop.git', { transport: 'http', url: 'https://example.org/shop.git' }],
  ['https://ada@example.org/shop.git', { transport: 'http', url: 'https://ada@example.org/shop.git' }],
])('%s is pushed to', (address, remote) => {
  expect(parsePushRemote(address)).toMatchObject(remote);
});

test.each([
  'ext::sh -c touch% /tmp/x',
  'fd::17',
  'EXT::x',
  '--upload-pack=touch /tmp/x',
  '-oProxyCommand=x:y',
  'ssh://-oProxyCommand=x/y',
  'ssh://-oProxyCommand=x@host/y',
  'git@-oProxyCommand=x:y',
  'host:-path',
  'git://example.org/shop.git',
  'ftp://example.org/shop.git',
  'file://elsewhere/shop.git',
  'https://example.org/a\nb',
  '../remotes/shop.git',
  './with:colon',
  '',
])('%j is refused', (address) => {
  expect(() => parsePushRemote(address)).toThrow(RemoteRefusedError);
});

test.each(['ghp_0123456789abcdefABCDEF', 'glpat-abc_DEF123', 'x'.repeat(40)])(
  'a token that stands where a user does (%s) is not on the command line',
  (token) => {
    const remote = parsePushRemote(`https://${token}@example.org/shop.git`);
    expect(remote).toMatchObject({
      url: 'https://example.org/shop.git',
      shown: 'https://example.org/shop.git',
    });
    expect(remote.basicAuth).toEqual({ user: token, password: '' });
    expect(redact(`fatal: ${token} was refused`, remote)).toBe('fatal: *** was refused');
  },
);

test('a password leaves the address and every text about it', () => {
  const remote = parsePushRemote('https://ada:s3cr%2Ft@example.org/shop.git');
  expect(remote).toEqual({
    transport: 'http',
    url: 'https://example.org/shop.git',
    shown: 'https://example.org/shop.git',
    basicAuth: { user: 'ada', password: 's3cr/t' },
  });
  const text = `s3cr/t s3cr%2Ft ${Buffer.from('ada:s3cr/t').toString('base64')} https://x:y@example.org/`;
  expect(redact(text, remote)).toBe('*** *** *** https://example.org/');
  expect(parsePushRemote('ssh://git:pw@example.org/shop.git')).toEqual({
    transport: 'ssh',
    url: 'ssh://git@example.org/shop.git',
    shown: 'ssh://git@example.org/shop.git',
  });
});
