import { expect, it } from 'vitest';
import { createOutput } from './output.ts';

function streams(terminal: { isTTY: boolean; columns: number }) {
  const stream = Object.assign(terminal, { write: () => true }) as unknown as NodeJS.WriteStream;
  return { stdout: stream, stderr: stream };
}

it('is as wide as the terminal is by now, and 80 columns where it does not say', () => {
  const terminal = { isTTY: true, columns: 0 };
  const output = createOutput(false, {}, streams(terminal));
  expect(output.columns).toBe(80);
  terminal.columns = 41;
  expect(output.columns).toBe(41);
});

it('has no width in a pipe, and no colour there, for NO_COLOR and on a dumb terminal', () => {
  const pipe = createOutput(false, {}, streams({ isTTY: false, columns: 0 }));
  expect([pipe.columns, pipe.live, pipe.style.isColorSupported]).toEqual([undefined, false, false]);
  const at = (env: NodeJS.ProcessEnv) => createOutput(false, env, streams({ isTTY: true, columns: 80 }));
  expect(at({ NO_COLOR: '1' }).style.isColorSupported).toBe(false);
  expect(at({ TERM: 'dumb' }).style.isColorSupported).toBe(false);
  expect(at({ TERM: 'dumb' }).live).toBe(false);
  expect(at({ TERM: 'xterm' }).style.isColorSupported).toBe(true);
});
