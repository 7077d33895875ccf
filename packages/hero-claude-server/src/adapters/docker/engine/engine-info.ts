import { z } from 'zod';
import type { Connection } from './connection.ts';

/** The part of the engine's own description that matters here. Podman leaves some of it out. */
const Answer = z.object({
  Name: z.string().default(''),
  ServerVersion: z.string().default(''),
  KernelVersion: z.string().default(''),
  OperatingSystem: z.string().default(''),
  Driver: z.string().default(''),
  CgroupDriver: z.string().default(''),
  CgroupVersion: z.string().default('1'),
  LiveRestoreEnabled: z.boolean().default(false),
  MemoryLimit: z.boolean().default(true),
  SwapLimit: z.boolean().default(true),
  NCPU: z.number().int().positive().optional(),
  CpuCfsQuota: z.boolean().default(true),
  PidsLimit: z.boolean().default(true),
  SecurityOptions: z.array(z.string()).nullish(),
  Runtimes: z.record(z.string(), z.unknown()).nullish(),
});

const Parts = z.object({ Components: z.array(z.object({ Name: z.string() })).default([]) });

export interface EngineInfo {
  /** Podman answers the same calls, but not all of them alike. */
  product: 'Docker' | 'Podman';
  hostName: string;
  version: string;
  kernel: string;
  operatingSystem: string;
  storageDriver: string;
  cgroupDriver: string;
  cgroupVersion: string;
  liveRestore: boolean;
  /** Processors of its machine. */
  cores: number | undefined;
  rootless: boolean;
  /** User ids in containers are shifted on the host unless a container asks otherwise. */
  userIdsRemapped: boolean;
  /** Limits of ours that this engine or kernel does not enforce. */
  missingLimits: string[];
  runtimes: string[];
}

export async function readEngineInfo(connection: Connection, signal?: AbortSignal): Promise<EngineInfo> {
  const [answer, parts] = await connection.call<[unknown, unknown]>(
    { operation: 'describe itself', signal },
    async () => Promise.all([connection.docker.info(), connection.docker.version()]),
  );
  const info = Answer.parse(answer);
  const isPodman = Parts.parse(parts).Components.some(({ Name }) => Name.startsWith('Podman'));
  const security = (name: string) =>
    (info.SecurityOptions ?? []).some((entry) => entry.split(',').includes(`name=${name}`));
  const limits = {
    memory: info.MemoryLimit,
    swap: info.SwapLimit,
    cpu: info.CpuCfsQuota,
    processes: info.PidsLimit,
    'system calls': security('seccomp'),
  };
  return {
    product: isPodman ? 'Podman' : 'Docker',
    hostName: info.Name,
    version: info.ServerVersion,
    kernel: info.KernelVersion,
    operatingSystem: info.OperatingSystem,
    storageDriver: info.Driver,
    cgroupDriver: info.CgroupDriver,
    cgroupVersion: info.CgroupVersion,
    liveRestore: info.LiveRestoreEnabled,
    cores: info.NCPU,
    rootless: security('rootless'),
    userIdsRemapped: security('userns'),
    missingLimits: Object.entries(limits).flatMap(([name, enforced]) => (enforced ? [] : [name])),
    runtimes: Object.keys(info.Runtimes ?? {}).sort(),
  };
}
