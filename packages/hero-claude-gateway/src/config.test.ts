import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const HOME = '/nonexistent';

describe('readConfig', () => {
  it('has a default for everything', () => {
    const config = readConfig({ HOME });
    expect(config).toMatchObject({
      credentialsFile: '/nonexistent/.claude/.credentials.json',
      dataDir: '/nonexistent/hero/var/hero_claude',
      socketDir: '/nonexistent/hero/var/sockets',
      maxRequestBytes: 67_108_864,
      logLevel: 'info',
    });
    expect(config.modelUrl.href).toBe('https://api.anthropic.com/');
  });

  it.each([
    [{ HERO_SOCKET_DIR: '/a', PATH_SOCKETS: '/b' }, '/a'],
    [{ PATH_SOCKETS: '/b', PATH_SOCKET: '/c' }, '/b'],
    [{ PATH_SOCKET: '/c', PATH_VAR: '/d' }, '/c'],
    [{ PATH_VAR: '/d', PATH_ROOT: '/e' }, '/d/sockets'],
    [{ PATH_ROOT: '/e' }, '/e/var/sockets'],
    [{ HERO_SOCKET_DIR: '', PATH_ROOT: '/e' }, '/e/var/sockets'],
  ])('%j puts the sockets into %s', (env, expected) => {
    expect(readConfig({ HOME, ...env }).socketDir).toBe(expected);
  });

  it.each([
    [{ HERO_CLAUDE_MODEL_URL: 'nope' }, 'HERO_CLAUDE_MODEL_URL="nope"'],
    [{ HERO_CLAUDE_MODEL_URL: 'ftp://a' }, 'HERO_CLAUDE_MODEL_URL="ftp://a"'],
    [{ HERO_CLAUDE_MODEL_URL: 'https://a?b' }, 'HERO_CLAUDE_MODEL_URL="https://a?b"'],
    [{ HERO_CLAUDE_MODEL_URL: 'https://u:secret@a' }, 'HERO_CLAUDE_MODEL_URL=(not shown)'],
    [{ HERO_CLAUDE_MAX_REQUEST_MB: 'x' }, 'HERO_CLAUDE_MAX_REQUEST_MB="x"'],
    [{ HERO_CLAUDE_LOG_BODIES: 'perhaps' }, 'HERO_CLAUDE_LOG_BODIES="perhaps"'],
  ])('%j is refused by name', (env, named) => {
    expect(() => readConfig({ HOME, ...env })).toThrow(named);
  });

  it('takes a level from RUST_LOG, and proxies in either case', () => {
    const config = readConfig({
      HOME,
      RUST_LOG: 'hyper=off,warn',
      https_proxy: 'http://p',
      HTTPS_PROXY: 'http://q',
    });
    expect([config.logLevel, config.httpsProxy]).toEqual(['warn', 'http://p']);
  });
});
