import { expect, it, vi } from 'vitest';
import { Entrance } from './entrance.ts';

const id = 'c1';

it('pauses when what was sent in has begun, and lets nothing in meanwhile', async () => {
  const entrance = new Entrance();
  const order: string[] = [];
  let begun = false;
  const first = await entrance.enter(id, async () => ({ hasBegun: async () => begun }));
  const pausing = entrance.pause(id, async () => void order.push('paused'));
  const second = entrance.enter(id, async () => {
    order.push('sent in');
    return { hasBegun: async () => true };
  });
  await expect(entrance.pause('c2', async () => undefined)).resolves.toBeUndefined();
  expect(order).toEqual([]);
  begun = true;
  await pausing;
  (await second).leave();
  first.leave();
  expect(order).toEqual(['paused', 'sent in']);
});

it('waits for one that is not even there yet, not for one that failed or is over', async () => {
  const entrance = new Entrance();
  let open: (command: { hasBegun: () => Promise<boolean> }) => void = () => undefined;
  const slow = entrance.enter(
    id,
    async () => new Promise<{ hasBegun: () => Promise<boolean> }>((made) => (open = made)),
  );
  const failed = entrance.enter(id, async () => Promise.reject(new Error('refused')));
  const over = await entrance.enter(id, async () => ({ hasBegun: async () => false }));
  over.leave();
  await expect(failed).rejects.toThrow('refused');
  const act = vi.fn(async () => undefined);
  const pausing = entrance.pause(id, act);
  expect(act).not.toHaveBeenCalled();
  open({ hasBegun: async () => true });
  await slow;
  await pausing;
  expect(act).toHaveBeenCalledOnce();
});

it('opens again after a pause that failed', async () => {
  const entrance = new Entrance();
  await expect(entrance.pause(id, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(entrance.enter(id, async () => ({ hasBegun: async () => true }))).resolves.toBeDefined();
});
