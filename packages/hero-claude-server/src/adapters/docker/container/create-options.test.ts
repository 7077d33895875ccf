import { expect, it } from 'vitest';
import { isOwnedBy } from '../labels.ts';
import {
  agentMounts,
  type CreateRequest,
  createOptions,
  hostConfig,
  sessionMounts,
} from './create-options.ts';

const limits = { cpus: 1.5, memoryBytes: 2 ** 30, pids: 512, openFiles: 8192, tmpBytes: 2 ** 20 };
const mounts = [
  ...sessionMounts({
    code: '/b/code',
    claude: '/b/claude',
    home: '/b/home',
    cfg: '/b/cfg',
    passwd: '/b/cfg/passwd',
  }),
  ...agentMounts({ run: '/r', journals: { in: '/b/in', out: '/b/out', err: '/b/err' } }),
];
const config = (ceiling?: number) =>
  hostConfig({ limits, openFilesCeiling: ceiling, mounts, hostUserIds: false });
const request: CreateRequest = {
  owner: { instance: '00000001', sessionId: 'aaaaaaaa', role: 'agent' },
  image: 'sha256:1',
  user: { uid: 1000, gid: 1000 },
  workingDir: '/workspace/code/shop',
  env: { HOME: '/home/agent' },
  argv: ['bash', '/run/hero-cfg/launch.sh'],
  hostConfig: config(),
};

it('more processors than there are become all there are', () => {
  const nanoCpus = (cores?: number) => hostConfig({ limits, cores, mounts, hostUserIds: false }).NanoCpus;
  expect([nanoCpus(), nanoCpus(1), nanoCpus(4)]).toEqual([1.5e9, 1e9, 1.5e9]);
});

it('a container is hardened, limited and mounted as designed', () => {
  expect(createOptions(request)).toMatchObject({
    name: 'hero-claude-00000001-aaaaaaaa',
    User: '1000:1000',
    Entrypoint: ['bash'],
    Cmd: ['/run/hero-cfg/launch.sh'],
    HostConfig: {
      NetworkMode: 'none',
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      Init: true,
      Tmpfs: { '/tmp': 'rw,exec,nosuid,nodev,mode=1777,size=1048576' },
      PidsLimit: 512,
      Memory: 2 ** 30,
      MemorySwap: 2 ** 30,
      NanoCpus: 1_500_000_000,
      OomScoreAdj: 500,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '2' } },
    },
  });
  const readOnly = mounts.map(
    ({ Type, Target, ReadOnly }) => `${Type} ${ReadOnly === true ? 'ro' : 'rw'} ${Target}`,
  );
  expect(readOnly).toEqual([
    'bind rw /workspace/code',
    'bind rw /workspace/.claude',
    'bind rw /home/agent',
    'bind ro /run/hero-cfg',
    'bind ro /etc/passwd',
    'bind ro /run/hero',
    'bind ro /run/hero-io/in',
    'bind rw /run/hero-io/out',
    'bind rw /run/hero-io/err',
  ]);
});

it('open files stay below what the engine grants', () => {
  const nofile = (ceiling?: number) => config(ceiling).Ulimits?.[0];
  expect(nofile()).toEqual({ Name: 'nofile', Soft: 8192, Hard: 8192 });
  expect(nofile(1_000_000)).toEqual({ Name: 'nofile', Soft: 8192, Hard: 8192 });
  expect(nofile(4096)).toEqual({ Name: 'nofile', Soft: 4096, Hard: 4096 });
});

it('labels tell the owner, and whether the request is still the same', () => {
  const { Labels: labels = {} } = createOptions(request);
  expect(isOwnedBy(labels, request.owner)).toBe(true);
  expect(isOwnedBy(labels, { ...request.owner, instance: '00000002' })).toBe(false);
  expect(isOwnedBy(labels, { ...request.owner, role: 'side' })).toBe(false);
  const spec = (changed: CreateRequest) => createOptions(changed).Labels?.['hero.claude.spec'];
  expect(spec({ ...request })).toBe(labels['hero.claude.spec']);
  expect(spec({ ...request, env: { HOME: '/root' } })).not.toBe(labels['hero.claude.spec']);
});
