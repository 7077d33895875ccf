import { describe, expect, it } from 'vitest';
import { CappedText } from './capped-text.ts';

describe('capped text', () => {
  it('is whole below its limit, characters split over pieces included', () => {
    const text = new CappedText(100);
    for (const byte of Buffer.from('a€b')) text.push(Buffer.from([byte]));
    expect([text.toString(), text.truncated]).toEqual(['a€b', false]);
  });

  it('is the same however it came', () => {
    const bytes = Buffer.from('0123456789'.repeat(3000));
    const [oneByOne, atOnce] = [new CappedText(25_000), new CappedText(25_000)];
    for (let at = 0; at < bytes.length; at += 1) oneByOne.push(bytes.subarray(at, at + 1));
    atOnce.push(bytes);
    expect(oneByOne.toString()).toBe(atOnce.toString());
    expect([oneByOne.truncated, oneByOne.end]).toEqual([true, atOnce.end]);
  });

  it('ends at a character when it is cut', () => {
    const text = new CappedText(3);
    text.push(Buffer.from('a€b'));
    expect([text.toString(), text.truncated]).toEqual(['a', true]);
  });

  it('shows bytes that are no text', () => {
    const text = new CappedText(100);
    text.push(Buffer.from([0x61, 0xff, 0xe2]));
    expect(text.toString()).toBe('a\ufffd\ufffd');
  });

  it('knows its end, kept or not', () => {
    const text = new CappedText(2);
    text.push(Buffer.from('x'.repeat(1000)));
    text.push(Buffer.from('the end'));
    expect([text.toString(), text.end.slice(-7), text.end.length]).toEqual(['xx', 'the end', 256]);
  });
});
