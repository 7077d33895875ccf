import { describe, expect, it } from 'vitest';
import { together } from './together.ts';

describe('together', () => {
  it('returns all results in order', async () => {
    expect(await together<[number, string]>([async () => 1, async () => 'two'])).toEqual([1, 'two']);
  });

  it('stops the others on a failure, waits for them, and throws the first', async () => {
    const events: string[] = [];
    const running = together<[void, void]>([
      async () => {
        throw new Error('first');
      },
      async (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            events.push('told');
            reject(new Error('second'));
          });
        }),
    ]);
    await expect(running).rejects.toThrow('first');
    expect(events).toEqual(['told']);
  });

  it('passes the callers cancellation on', async () => {
    const caller = new AbortController();
    const running = together<[void]>(
      [
        async (signal) =>
          new Promise((_r, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      ],
      caller.signal,
    );
    caller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });
});
