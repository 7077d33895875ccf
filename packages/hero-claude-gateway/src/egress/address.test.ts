import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKind } from './address.ts';

describe('addressKind', () => {
  it.each([
    ['93.184.216.34', 'public'],
    ['2606:2800:220:1::1', 'public'],
    ['64:ff9b::5db8:d822', 'public'],
    ['10.0.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.0.1', 'private'],
    ['127.8.8.8', 'private'],
    ['169.254.169.254', 'private'],
    ['100.127.0.1', 'private'],
    ['168.63.129.16', 'private'],
    ['::1', 'private'],
    ['fe80::1', 'private'],
    ['fd00::1', 'private'],
    ['0.0.0.0', 'never'],
    ['255.255.255.255', 'never'],
    ['224.0.0.1', 'never'],
    ['198.18.0.1', 'never'],
    ['192.0.0.192', 'never'],
    ['::', 'never'],
    ['ff02::1', 'never'],
    ['fec0::1', 'never'],
    ['::ffff:93.184.216.34', 'never'],
    ['::7f00:1', 'never'],
    ['64:ff9b::a00:1', 'never'],
    ['64:ff9b:1::5db8:d822', 'never'],
    ['2002:a00:1::1', 'never'],
    ['2001::1', 'never'],
    ['no address', 'never'],
  ])('%s is %s', (address, kind) => {
    expect(addressKind(address)).toBe(kind);
  });

  it('counts an address of this machine as private, even a public one', () => {
    expect(addressKind('93.184.216.34', new Set(['93.184.216.34']))).toBe('private');
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()), (text) => {
        expect(['public', 'private', 'never']).toContain(addressKind(text));
      }),
    );
  });
});
