import { createHash } from 'node:crypto';
import type { ContainerCreateOptions, HostConfig, MountSettings } from 'dockerode';
import { containerName, labelNames, type Owner, ownerLabels } from '../labels.ts';
import { type AgentMounts, containerPaths, type Limits, type SessionMounts } from './container-spec.ts';

/** Chosen first when the machine runs out of memory: a session before the daemons that serve all. */
const oomScoreAdj = 500;
const logLimits = { 'max-size': '10m', 'max-file': '2' };

function bind(source: string, target: string, readOnly: boolean): MountSettings {
  return { Type: 'bind', Source: source, Target: target, ReadOnly: readOnly };
}

export function sessionMounts(mounts: SessionMounts): MountSettings[] {
  const binds = [
    bind(mounts.code, containerPaths.code, false),
    bind(mounts.claude, containerPaths.claude, false),
    bind(mounts.home, containerPaths.home, false),
    bind(mounts.cfg, containerPaths.cfg, true),
  ];
  if (mounts.passwd !== undefined) binds.push(bind(mounts.passwd, containerPaths.passwd, true));
  if (mounts.group !== undefined) binds.push(bind(mounts.group, containerPaths.group, true));
  return binds;
}

export function agentMounts({ run, journals }: AgentMounts): MountSettings[] {
  return [
    bind(run, containerPaths.run, true),
    bind(journals.in, containerPaths.in, true),
    bind(journals.out, containerPaths.out, false),
    bind(journals.err, containerPaths.err, false),
  ];
}

export interface Isolation {
  limits: Limits;
  /** The most open files the engine can grant; undefined when it sets no lower limit. */
  openFilesCeiling?: number | undefined;
  /** Processors of the engine's machine, when it says how many. */
  cores?: number | undefined;
  mounts: MountSettings[];
  runtime?: string | undefined;
  /** Set where the engine remaps user ids: files must keep the id of the host user. */
  hostUserIds: boolean;
}

/** The hardening of design §6; the same for every container we make. */
export function hostConfig({
  limits,
  openFilesCeiling,
  cores,
  mounts,
  runtime,
  hostUserIds,
}: Isolation): HostConfig {
  const openFiles = Math.min(limits.openFiles, openFilesCeiling ?? limits.openFiles);
  return {
    NetworkMode: 'none',
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    Privileged: false,
    ReadonlyRootfs: true,
    IpcMode: 'private',
    Init: true,
    Tmpfs: { '/tmp': `rw,exec,nosuid,nodev,mode=1777,size=${limits.tmpBytes}` },
    PidsLimit: limits.pids,
    Memory: limits.memoryBytes,
    MemorySwap: limits.memoryBytes,
    NanoCpus: Math.round(Math.min(limits.cpus, cores ?? limits.cpus) * 1e9),
    OomScoreAdj: oomScoreAdj,
    Ulimits: [
      { Name: 'nofile', Soft: openFiles, Hard: openFiles },
      { Name: 'core', Soft: 0, Hard: 0 },
    ],
    LogConfig: { Type: 'json-file', Config: logLimits },
    RestartPolicy: { Name: 'no' },
    AutoRemove: false,
    PublishAllPorts: false,
    Mounts: mounts,
    ...(runtime === undefined ? {} : { Runtime: runtime }),
    ...(hostUserIds ? { UsernsMode: 'host' } : {}),
  };
}

export interface CreateRequest {
  owner: Owner;
  image: string;
  user: { uid: number; gid: number };
  workingDir: string;
  env: Readonly<Record<string, string>>;
  argv: readonly [string, ...string[]];
  hostConfig: HostConfig;
  /** Given when any number of them may exist at once. */
  nameSuffix?: string;
}

/** The body of a create call, labelled with its owner and the hash of everything else in it. */
export function createOptions(request: CreateRequest): ContainerCreateOptions & { name: string } {
  const { owner, argv, user } = request;
  const [program, ...rest] = argv;
  const body: ContainerCreateOptions = {
    Image: request.image,
    Hostname: `hero-${owner.sessionId ?? owner.role}`,
    User: `${user.uid}:${user.gid}`,
    WorkingDir: request.workingDir,
    Env: Object.entries(request.env).map(([name, value]) => `${name}=${value}`),
    // The image's own entrypoint and health check would run beside ours.
    Entrypoint: [program],
    Cmd: rest,
    Healthcheck: { Test: ['NONE'] },
    StopSignal: 'SIGTERM',
    Tty: false,
    OpenStdin: false,
    HostConfig: request.hostConfig,
  };
  const spec = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16);
  return {
    ...body,
    name: containerName(owner) + (request.nameSuffix ?? ''),
    Labels: { ...ownerLabels(owner), [labelNames.spec]: spec },
  };
}
