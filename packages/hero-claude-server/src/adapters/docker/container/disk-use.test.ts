import { expect, it } from 'vitest';
import type { ContainerExec } from '../../../domain/container/container-exec.ts';
import { DiskUseMeter } from './disk-use.ts';

const base = { exitCode: 1, signal: null, stderr: 'du: gone', truncated: false, timedOut: false };

it('is measured once for all who ask within half a minute', async () => {
  let calls = 0;
  let now = 0;
  const exec: ContainerExec = async () => {
    calls += 1;
    return { ...base, stdout: `${calls}\t/workspace/code\n20\t/workspace/.claude\n` };
  };
  const meter = new DiskUseMeter(() => now);
  const [first] = await Promise.all([meter.of('s', exec), meter.of('s', exec)]);
  expect(first).toMatchObject({ codeBytes: 1024, claudeBytes: 20 * 1024, homeBytes: 0 });
  now = 29_999;
  expect(await meter.of('s', exec)).toBe(first);
  now = 30_000;
  expect(await meter.of('s', exec)).toMatchObject({ codeBytes: 2048 });
  await meter.of('t', exec);
  expect(calls).toBe(3);
});

it('is not remembered when it failed', async () => {
  let broken = true;
  const exec: ContainerExec = async () => {
    if (broken) throw new Error('no container');
    return { ...base, stdout: '' };
  };
  const meter = new DiskUseMeter();
  await expect(meter.of('s', exec)).rejects.toThrow('no container');
  broken = false;
  expect(await meter.of('s', exec)).toMatchObject({ codeBytes: 0 });
});
