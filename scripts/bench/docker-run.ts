import { z } from 'zod';
import { runProgram } from './run-program.ts';

const Mount = z.object({ Source: z.string(), Target: z.string(), ReadOnly: z.boolean().default(false) });

/** What `docker inspect` says of a session's container, as far as it can be asked for again. */
const Container = z.object({
  Config: z.object({
    Hostname: z.string(),
    Image: z.string(),
    User: z.string(),
    WorkingDir: z.string(),
    Env: z.array(z.string()),
    Entrypoint: z.tuple([z.string()]),
    Cmd: z.array(z.string()).nullable(),
  }),
  HostConfig: z.object({
    NetworkMode: z.string(),
    CapDrop: z.array(z.string()),
    SecurityOpt: z.array(z.string()),
    ReadonlyRootfs: z.literal(true),
    Init: z.literal(true),
    IpcMode: z.string(),
    Tmpfs: z.record(z.string(), z.string()),
    PidsLimit: z.number(),
    Memory: z.number(),
    MemorySwap: z.number(),
    NanoCpus: z.number(),
    OomScoreAdj: z.number(),
    Ulimits: z.array(z.object({ Name: z.string(), Soft: z.number(), Hard: z.number() })),
    LogConfig: z.object({ Type: z.string(), Config: z.record(z.string(), z.string()) }),
    Mounts: z.array(Mount),
  }),
});
export type Container = z.infer<typeof Container>;

export async function inspectContainer(id: string): Promise<Container> {
  return z
    .tuple([Container])
    .parse(JSON.parse(await runProgram('docker', ['inspect', '--type=container', id])))[0];
}

/** The arguments of a `docker run` that makes the same container, with some mounts from elsewhere. */
export function dockerRunArgs(
  { Config: config, HostConfig: host }: Container,
  { name, sources }: { name: string; sources: Readonly<Record<string, string>> },
): string[] {
  return [
    'run',
    '--detach',
    `--name=${name}`,
    `--hostname=${config.Hostname}`,
    `--user=${config.User}`,
    `--workdir=${config.WorkingDir}`,
    `--entrypoint=${config.Entrypoint[0]}`,
    `--network=${host.NetworkMode}`,
    `--ipc=${host.IpcMode}`,
    '--read-only',
    '--init',
    '--no-healthcheck',
    `--pids-limit=${host.PidsLimit}`,
    `--memory=${host.Memory}`,
    `--memory-swap=${host.MemorySwap}`,
    `--cpus=${host.NanoCpus / 1e9}`,
    `--oom-score-adj=${host.OomScoreAdj}`,
    `--log-driver=${host.LogConfig.Type}`,
    ...Object.entries(host.LogConfig.Config).map(([key, value]) => `--log-opt=${key}=${value}`),
    ...host.CapDrop.map((capability) => `--cap-drop=${capability}`),
    ...host.SecurityOpt.map((option) => `--security-opt=${option}`),
    ...host.Ulimits.map(({ Name, Soft, Hard }) => `--ulimit=${Name}=${Soft}:${Hard}`),
    ...Object.entries(host.Tmpfs).map(([target, options]) => `--tmpfs=${target}:${options}`),
    ...config.Env.map((variable) => `--env=${variable}`),
    ...host.Mounts.map(({ Source, Target, ReadOnly }) => {
      const source = sources[Target] ?? Source;
      return `--mount=type=bind,source=${source},target=${Target}${ReadOnly ? ',readonly' : ''}`;
    }),
    config.Image,
    ...(config.Cmd ?? []),
  ];
}
