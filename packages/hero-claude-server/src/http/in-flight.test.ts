import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { trackCalls } from './in-flight.ts';

/** As much of an answer as a call listens to. */
function answer(): ServerResponse {
  return Object.assign(new EventEmitter(), { destroyed: false }) as unknown as ServerResponse;
}

test('stopping aborts the calls under way, whichever ended before', () => {
  const stop = new AbortController();
  const inFlight = trackCalls(stop.signal);
  const calls = Array.from({ length: 6 }, () => inFlight.begin(answer()));
  const over = [calls[0], calls[3], calls[5]];
  for (const call of over) call?.end();
  // Twice is as good as once: it must not take another one off the list.
  for (const call of over) call?.end();
  stop.abort();
  expect(calls.map((call) => call.signal.aborted)).toEqual([false, true, true, false, true, false]);
  expect(inFlight.begin(answer()).signal.aborted).toBe(true);
});

test('a caller that goes away aborts its own call, and none after its end', () => {
  const inFlight = trackCalls(new AbortController().signal);
  const gone = answer();
  const [left, stays, ended] = [inFlight.begin(gone), inFlight.begin(answer()), inFlight.begin(gone)];
  ended.end();
  gone.emit('close');
  expect([left, stays, ended].map((call) => call.signal.aborted)).toEqual([true, false, false]);
});
