import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { HoldBack } from './hold-back.ts';

/** An engine with one container, whose calls end when they are told to. */
function slowEngine() {
  const calls: string[] = [];
  const open: (() => void)[] = [];
  const call = (name: string) => async () => {
    calls.push(name);
    await new Promise<void>((resolve) => open.push(resolve));
  };
  const container = { id: 'c', name: 'c', sessionId: 's', role: 'agent' as const, running: true };
  return {
    calls,
    endCall: () => open.shift()?.(),
    list: async () => [container],
    pause: call('pause'),
    unpause: call('unpause'),
  };
}

test('a wish that changes while the engine pauses is done after it, so nothing stays paused', async () => {
  const engine = slowEngine();
  using hold = new HoldBack({ engine, sessionId: 's', log: pino({ level: 'silent' }) });
  hold.wish(true);
  await vi.waitFor(() => expect(engine.calls).toEqual(['pause']));
  hold.wish(false);
  expect(engine.calls).toEqual(['pause']);
  engine.endCall();
  await vi.waitFor(() => expect(engine.calls).toEqual(['pause', 'unpause']));
});

test('wishes that cancel each other out cost no call', async () => {
  const engine = slowEngine();
  using hold = new HoldBack({ engine, sessionId: 's', log: pino({ level: 'silent' }) });
  hold.wish(true);
  await vi.waitFor(() => expect(engine.calls).toEqual(['pause']));
  hold.wish(false);
  hold.wish(true);
  engine.endCall();
  await new Promise((resolve) => setImmediate(resolve));
  expect(engine.calls).toEqual(['pause']);
});
