import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { containersOf, removeContainersOf, requireEngine } from '../src/index.ts';

const dockerHost = process.env['DOCKER_HOST'];
afterEach(() => {
  if (dockerHost === undefined) delete process.env['DOCKER_HOST'];
  else process.env['DOCKER_HOST'] = dockerHost;
});

describe('requireEngine', () => {
  it('says what to do when no engine answers, or an image is missing', async () => {
    await expect(requireEngine({ image: 'hero-claude-no-such-image' })).rejects.toThrow('run "make image"');
    process.env['DOCKER_HOST'] = 'unix:///nonexistent/docker.sock';
    await expect(requireEngine()).rejects.toThrow(
      'none answers at unix:///nonexistent/docker.sock: run "make setup"',
    );
  });
});

describe('removeContainersOf', () => {
  it("removes one instance's containers and leaves another's", async () => {
    const docker = await requireEngine();
    const [mine = '', theirs = ''] = [0, 1].map(() => randomBytes(4).toString('hex'));
    const make = async (instance: string): Promise<void> =>
      void (await docker.createContainer({
        Image: 'hero-claude-sandbox:latest',
        Cmd: ['true'],
        Labels: { 'hero.claude.instance': instance },
      }));
    try {
      await make(mine);
      await make(mine);
      await make(theirs);
      await removeContainersOf(docker, mine);
      expect(await containersOf(docker, mine)).toEqual([]);
      expect(await containersOf(docker, theirs)).toHaveLength(1);
    } finally {
      await removeContainersOf(docker, theirs);
    }
    expect(await containersOf(docker, theirs)).toEqual([]);
  });
});
