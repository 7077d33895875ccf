import { expect, it } from 'vitest';
import { dashboardUrl, environmentOf, isExposed, resolveSettings, type Settings } from './settings.ts';

const home = { HOME: '/nowhere/home' };
const recorded: Settings = {
  codeRoot: '/old/code',
  buildDir: '/old/build',
  socketDir: '/old/sockets',
  host: '127.0.0.1',
  port: 4000,
  tcp: false,
  insecure: false,
};

it('makes folders absolute where it was started', () => {
  expect(resolveSettings({ ...home, CODEROOT: 'code' }, {}, undefined, '/work')).toEqual({
    codeRoot: '/work/code',
    buildDir: '/work/build',
    socketDir: '/nowhere/home/hero/var/sockets',
    host: '127.0.0.1',
    port: 3780,
    tcp: true,
    insecure: false,
  });
});

it('goes by flags, then the environment, then what was recorded', () => {
  expect(resolveSettings(home, {}, recorded, '/work')).toMatchObject({
    codeRoot: '/old/code',
    port: 4000,
    tcp: false,
  });
  const env = { ...home, HERO_CLAUDE_PORT: '5000', BUILDDIR: '/new/build' };
  expect(resolveSettings(env, {}, recorded, '/work')).toMatchObject({ port: 5000, buildDir: '/new/build' });
  expect(resolveSettings(env, { port: 6000, tcp: true }, recorded, '/work')).toMatchObject({
    port: 6000,
    tcp: true,
  });
  expect(() => resolveSettings({ ...home, HERO_CLAUDE_PORT: 'http' })).toThrow('HERO_CLAUDE_PORT=http');
});

it('tells the daemons, and the person where the dashboard is', () => {
  expect(environmentOf(recorded, { ...home, PATH: '/bin' })).toEqual({
    ...home,
    PATH: '/bin',
    CODEROOT: '/old/code',
    BUILDDIR: '/old/build',
    HERO_SOCKET_DIR: '/old/sockets',
    HERO_CLAUDE_HOST: '127.0.0.1',
    HERO_CLAUDE_PORT: '4000',
  });
  expect(resolveSettings(home, {}, { ...recorded, insecure: true })).toMatchObject({ insecure: false });
  expect(
    [recorded, { ...recorded, tcp: true }, { ...recorded, tcp: true, host: '0.0.0.0' }].map(isExposed),
  ).toEqual([false, false, true]);
  expect(dashboardUrl(recorded)).toBeUndefined();
  expect(dashboardUrl({ ...recorded, tcp: true })).toBe('http://127.0.0.1:4000/');
  expect(dashboardUrl({ ...recorded, tcp: true, host: '::1' })).toBe('http://[::1]:4000/');
});
