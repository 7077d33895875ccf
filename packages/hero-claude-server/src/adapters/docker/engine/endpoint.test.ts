import { describe, expect, it } from 'vitest';
import { findEndpoint } from './endpoint.ts';

const find = (options: Partial<Parameters<typeof findEndpoint>[0]>) =>
  findEndpoint({ runtime: 'docker', host: undefined, env: {}, uid: 1000, ...options });

describe('the engine is found', () => {
  it.each([
    [{}, { url: 'unix:///var/run/docker.sock', socketPath: '/var/run/docker.sock' }],
    [{ host: 'unix:///x/y.sock' }, { url: 'unix:///x/y.sock', socketPath: '/x/y.sock' }],
    [{ host: '/x/y.sock' }, { url: 'unix:///x/y.sock', socketPath: '/x/y.sock' }],
    [{ host: 'tcp://box:99' }, { url: 'tcp://box:99', host: 'box', port: 99 }],
    [{ host: 'tcp://box' }, { url: 'tcp://box', host: 'box', port: 2375 }],
    [
      { runtime: 'podman', uid: 0 },
      { url: 'unix:///run/podman/podman.sock', socketPath: '/run/podman/podman.sock' },
    ],
    [
      { runtime: 'podman' },
      { url: 'unix:///run/user/1000/podman/podman.sock', socketPath: '/run/user/1000/podman/podman.sock' },
    ],
    [
      { runtime: 'podman', env: { XDG_RUNTIME_DIR: '/r' } },
      { url: 'unix:///r/podman/podman.sock', socketPath: '/r/podman/podman.sock' },
    ],
    [
      { runtime: 'podman', host: 'unix:///mine.sock' },
      { url: 'unix:///mine.sock', socketPath: '/mine.sock' },
    ],
  ] as const)('from %j', (options, endpoint) => {
    expect(find(options)).toEqual(endpoint);
  });

  it.each([
    [{ host: 'ssh://me@box' }, 'engine.remote'],
    [{ host: 'npipe:////./pipe/docker_engine' }, 'engine.unsupported'],
    [{ host: 'docker.sock' }, 'engine.unsupported'],
    [{ runtime: 'nerdctl' }, 'engine.unsupported'],
    [{ runtime: 'nerdctl', host: 'unix:///x.sock' }, 'engine.unsupported'],
  ] as const)('or refused from %j', (options, kind) => {
    expect(find(options).refusal).toMatchObject({ kind });
  });
});
