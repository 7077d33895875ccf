import { expect, it } from 'vitest';
import { counterFiles } from './limit-hits.ts';

it('finds where the kernel counts, with one hierarchy and with many', () => {
  expect(counterFiles('0::/system.slice/docker-abc.scope\n')).toEqual({
    processes: { file: '/sys/fs/cgroup/system.slice/docker-abc.scope/pids.events', key: 'max' },
    memory: { file: '/sys/fs/cgroup/system.slice/docker-abc.scope/memory.events', key: 'oom_kill' },
  });
  const many =
    '9:name=systemd:/docker/abc\n8:pids:/docker/abc\n4:memory:/docker/abc\n1:cpu,cpuacct:/docker/abc\n0::/';
  expect(counterFiles(many)).toEqual({
    processes: { file: '/sys/fs/cgroup/pids/docker/abc/pids.events', key: 'max' },
    memory: { file: '/sys/fs/cgroup/memory/docker/abc/memory.oom_control', key: 'oom_kill' },
  });
});
