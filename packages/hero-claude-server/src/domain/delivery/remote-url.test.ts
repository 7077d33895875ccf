import { describe, expect, it } from 'vitest';
import { isRelativePath, withoutCredentials } from './remote-url.ts';

describe('withoutCredentials', () => {
  it.each([
    ['https://user:secret@forge.example/a.git', 'https://forge.example/a.git'],
    ['https://token@forge.example/a.git', 'https://forge.example/a.git'],
    ['https://us%40er:p@ss@forge.example/a.git', 'https://forge.example/a.git'],
    ['https://token@forge.example', 'https://forge.example'],
    ['HTTPS://a:b@forge.example:8443/x@y', 'HTTPS://forge.example:8443/x@y'],
    ['ssh://git:secret@forge.example:22/a.git', 'ssh://git@forge.example:22/a.git'],
    ['ssh://forge.example/a.git', 'ssh://forge.example/a.git'],
    ['git@forge.example:team/a.git', 'git@forge.example:team/a.git'],
    ['https://forge.example/a@b.git', 'https://forge.example/a@b.git'],
    ['/srv/git/a.git', '/srv/git/a.git'],
    ['../a.git', '../a.git'],
  ])('%s → %s', (url, expected) => {
    expect(withoutCredentials(url)).toBe(expected);
  });
});

describe('isRelativePath', () => {
  it.each([
    ['../a.git', true],
    ['a.git', true],
    ['./a:b.git', true],
    ['/srv/a.git', false],
    ['host:a.git', false],
    ['git@host:a.git', false],
    ['https://host/a.git', false],
  ])('%s → %s', (url, expected) => {
    expect(isRelativePath(url)).toBe(expected);
  });
});
