import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorityOf, parseAbsoluteForm, parseAuthority, parseHost } from './target.ts';

describe('parseHost', () => {
  it('brings names to lower case and takes one trailing dot', () => {
    expect(parseHost('Registry.NPMJS.org.')).toEqual({ host: 'registry.npmjs.org', isLiteral: false });
  });

  it('knows an IPv4 address in every notation a resolver would accept', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xff_ff_ff_ff }), fc.constantFrom(10, 16, 8), (address, radix) => {
        const prefix = { 10: '', 16: '0x', 8: '0' }[radix];
        const parsed = parseHost(`${address === 0 && radix === 8 ? '' : prefix}${address.toString(radix)}`);
        const dotted = [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
        expect(parsed).toEqual({ host: dotted, isLiteral: true });
      }),
    );
  });

  it.each([
    '',
    ' ',
    'a b',
    'a/b',
    'a\\b',
    'a%41',
    'ä.example',
    '-a.example',
    'a..b',
    'a:b',
    '[a]',
    '[::1',
    'x'.repeat(64),
  ])('refuses %j', (host) => {
    expect(parseHost(host)).toBeUndefined();
  });
});

describe('parseAuthority', () => {
  it('takes back what authorityOf writes', () => {
    const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(host, fc.integer({ min: 1, max: 65_535 }), (name, port) => {
        const parsed = parseAuthority(authorityOf({ host: name, port }));
        if (parsed === undefined) return;
        expect(parseAuthority(authorityOf(parsed))).toEqual(parsed);
        expect(parsed.port).toBe(port);
      }),
    );
  });

  it.each([
    'host',
    'host:',
    ':443',
    'host:0',
    'host:65536',
    'host:443 ',
    'host:+443',
    'http://host:443',
    'a@host:443',
  ])('refuses %j', (authority) => {
    expect(parseAuthority(authority)).toBeUndefined();
  });
});

describe('parseAbsoluteForm', () => {
  it.each([
    ['http://a.example', { host: 'a.example', port: 80, path: '/' }],
    ['HTTP://A.example:8080/x?y', { host: 'a.example', port: 8080, path: '/x?y' }],
    ['http://a.example?x', { host: 'a.example', port: 80, path: '/?x' }],
    ['http://[2606:2800::1]/', { host: '2606:2800::1', port: 80, path: '/' }],
  ])('%s', (url, expected) => {
    expect(parseAbsoluteForm(url)).toMatchObject(expected);
  });

  it.each([
    'https://a.example/',
    'http:a.example',
    'http://',
    'http:///x',
    'http://a@b/',
    'http://a/#b',
    '/x',
  ])('refuses %j', (url) => {
    expect(parseAbsoluteForm(url)).toBeUndefined();
  });
});
