import { describe, expect, it } from 'vitest';
import { BoundedTail } from './bounded-tail.ts';

describe('BoundedTail', () => {
  it('keeps everything while it fits', () => {
    const tail = new BoundedTail(10);
    tail.push(Buffer.from('hello'));
    tail.push(Buffer.from('world'));
    expect(tail.text()).toBe('helloworld');
    expect(tail.droppedBytes).toBe(0);
  });

  it('drops from the front, across chunks', () => {
    const tail = new BoundedTail(4);
    tail.push(Buffer.from('abc'));
    tail.push(Buffer.from('def'));
    expect(tail.text()).toBe('cdef');
    tail.push(Buffer.from('0123456789'));
    expect(tail.text()).toBe('6789');
    expect(tail.droppedBytes).toBe(12);
  });
});
