import { expect, test } from 'vitest';
import { KeyedLock } from './keyed-lock.ts';

test('a held key is refused until it is disposed, and names its holder', () => {
  const lock = new KeyedLock();
  const first = lock.tryHold('a', 'start');
  expect(lock.tryHold('a', 'stop')).toBeUndefined();
  expect(lock.holder('a')).toBe('start');
  expect(lock.tryHold('b', 'stop')).toBeDefined();
  first?.[Symbol.dispose]();
  expect(lock.tryHold('a', 'stop')).toBeDefined();
});

test('whoever waits for a key gets it when it is free, one at a time', async () => {
  const lock = new KeyedLock();
  const first = lock.tryHold('a', 'start');
  const order: string[] = [];
  const wait = async (name: string) => {
    using held = await lock.hold('a', name);
    expect(lock.holder('a')).toBe(name);
    order.push(name);
    expect(held).toBeDefined();
    await Promise.resolve();
  };
  const waiting = Promise.all([wait('second'), wait('third')]);
  expect(order).toEqual([]);
  first?.[Symbol.dispose]();
  await waiting;
  expect(order).toEqual(['second', 'third']);
  expect(lock.holder('a')).toBeUndefined();
});

test('queued work runs one after the other, also after a failure', async () => {
  const lock = new KeyedLock();
  const order: number[] = [];
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const failing = lock.queue('a', async () => {
    await gate;
    order.push(1);
    throw new Error('first failed');
  });
  const second = lock.queue('a', async () => order.push(2));
  const other = lock.queue('b', async () => order.push(0));
  await other;
  release();
  await expect(failing).rejects.toThrow('first failed');
  await second;
  expect(order).toEqual([0, 1, 2]);
});
