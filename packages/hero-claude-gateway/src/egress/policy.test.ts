import { describe, expect, it } from 'vitest';
import { defaultAllowList } from './default-list.ts';
import { EgressSpec, toPolicy } from './egress-spec.ts';
import { decide, parseRule } from './policy.ts';
import { parseAuthority } from './target.ts';

function ask(spec: EgressSpec, authority: string) {
  const target = parseAuthority(authority);
  if (target === undefined) throw new Error(authority);
  return decide(toPolicy(spec), target);
}

describe('decide', () => {
  it('adds the default list to what is allowed, unless it is not wanted', () => {
    const allow = ['mine.example'];
    expect(ask({ policy: 'allowlist', allow }, 'mine.example:443').allowed).toBe(true);
    expect(ask({ policy: 'allowlist', allow }, 'pypi.org:443').allowed).toBe(true);
    expect(ask({ policy: 'allowlist', allow, defaults: false }, 'pypi.org:443').allowed).toBe(false);
  });

  it.each([
    ['a.example', 'a.example:80', true, false],
    ['a.example', 'a.example:8080', false, false],
    ['a.example:8080', 'a.example:8080', true, true],
    ['a.example:8080', 'a.example:443', false, false],
    ['a.example:443', 'A.Example.:443', true, true],
    ['*.a.example', 'x.y.a.example:443', true, false],
    ['*.a.example', 'a.example:443', false, false],
    ['*.a.example:8080', 'x.a.example:8080', true, false],
    ['10.0.0.1', '10.0.0.1:443', false, false],
    ['10.0.0.1:443', '10.0.0.1:443', true, true],
    ['10.0.0.1:443', '0x0a000001:443', true, true],
    ['[::1]:8080', '[0:0::1]:8080', true, true],
  ])('%s and %s: allowed %s, private %s', (entry, authority, allowed, privateAllowed) => {
    const decision = ask({ policy: 'allowlist', allow: [entry], defaults: false }, authority);
    expect([decision.allowed, decision.privateAllowed]).toEqual([allowed, privateAllowed]);
  });

  it('is open for names on the two web ports, and for listed ports', () => {
    const spec: EgressSpec = { policy: 'open', allow: ['a.example:22'] };
    expect(ask(spec, 'any.example:443').reason).toBe('open');
    expect(ask(spec, 'a.example:22').reason).toBe('listed');
    expect(ask(spec, 'any.example:22').allowed).toBe(false);
    expect(ask(spec, '1.1.1.1:443').allowed).toBe(false);
  });
});

it('every default entry is valid, named once and no forge', () => {
  expect(defaultAllowList.map(parseRule)).toHaveLength(new Set(defaultAllowList).size);
  expect(defaultAllowList.join(' ')).not.toMatch(/github|gitlab|bitbucket|codeberg|huggingface|googleapis/);
});

it('a bad entry is named', () => {
  const parsed = EgressSpec.safeParse({ policy: 'allowlist', allow: ['https://a.example/'] });
  expect(parsed.error?.issues[0]?.message).toBe(
    '"https://a.example/" is not an egress entry: write host, host:port, *.host or *.host:port',
  );
});
