import { expect, it } from 'vitest';
import { readExitCode } from './exit-signal.ts';

it.each([
  [0, 0, null],
  [1, 1, null],
  [128, 128, null],
  [129, 129, null],
  [130, null, 'SIGINT'],
  [134, null, 'SIGABRT'],
  [137, null, 'SIGKILL'],
  [139, null, 'SIGSEGV'],
  [143, null, 'SIGTERM'],
  [255, 255, null],
])('exit code %i is %j, %j', (code, exitCode, signal) => {
  expect(readExitCode(code)).toEqual({ exitCode, signal });
});
