import { expect, it } from 'vitest';
import { imageOwned, programPaths } from './program-path.ts';

it('leaves out what an agent can write to, however it is spelled', () => {
  const path =
    '/home/agent/.local/bin:/opt/tools/bin:/opt/../workspace/bin:/tmp//x:bin:.::/usr/bin:/homes/bin/';
  expect(imageOwned(path)).toBe('/opt/tools/bin:/usr/bin:/homes/bin/:/usr/local/bin:/bin');
});

it('has the standard folders even where a path names none', () => {
  expect(imageOwned('/home/agent/bin')).toBe('/usr/local/bin:/usr/bin:/bin');
});

it('keeps the whole path for the agent', () => {
  expect(programPaths('/home/agent/bin:/usr/bin')).toEqual({
    PATH: '/usr/bin:/usr/local/bin:/bin',
    HERO_AGENT_PATH: '/home/agent/bin:/usr/bin',
  });
  expect(programPaths()['PATH']).toContain('/usr/sbin');
});
