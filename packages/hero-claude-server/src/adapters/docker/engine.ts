import type { Logger } from 'pino';
import type { ContainerExec } from '../../domain/container/container-exec.ts';
import { readConfinement } from './container/confinement.ts';
import { ContainerFactory } from './container/container-factory.ts';
import { readContainerLog } from './container/container-log.ts';
import { StatsBoard } from './container/container-stats.ts';
import { Containers } from './container/containers.ts';
import { DiskUseMeter } from './container/disk-use.ts';
import { LimitMeter } from './container/limit-hits.ts';
import { SideContainers } from './container/side-containers.ts';
import { waitForExit } from './container/wait-for-exit.ts';
import { Connection } from './engine/connection.ts';
import { findEndpoint, type RuntimeName } from './engine/endpoint.ts';
import { EngineEvents } from './engine/engine-events.ts';
import { EngineGrants } from './engine/engine-grants.ts';
import { judgeEngine } from './engine/engine-verdict.ts';
import { ExecReaper } from './exec/exec-reaper.ts';
import { ExecRunner } from './exec/exec-runner.ts';
import { Images } from './image/images.ts';

export interface EngineOptions {
  /** `DOCKER_HOST`; the runtime's usual socket when undefined. */
  host: string | undefined;
  runtime: RuntimeName;
  /** Owner of everything made here: 8 hex characters. */
  instance: string;
  log: Logger;
  /** How long a side container stays after its last use. */
  sideIdleMs?: number;
  sideCloseMs?: number;
  env?: NodeJS.ProcessEnv;
}

/** Wires one engine together. Opens nothing: an engine that is missing or refused shows at the first call. */
export function createEngine(options: EngineOptions) {
  const { instance, runtime, host, log, env = process.env } = options;
  const connection = new Connection(findEndpoint({ runtime, host, env, uid: process.getuid?.() ?? 0 }));
  const containers = new Containers(connection, instance);
  const shared = { connection, containers, instance, log };
  const images = new Images(shared);
  const grants = new EngineGrants(shared);
  const factory = new ContainerFactory({ ...shared, grants, images });
  const runner = new ExecRunner(connection, containers, new ExecReaper(connection, containers, instance));
  const { sideIdleMs: idleMs, sideCloseMs: closeMs } = options;
  const side = new SideContainers({ factory, containers, runner, log, idleMs, closeMs });
  const events = new EngineEvents({
    ...shared,
    onConnected: async () => {
      grants.forget();
      await runner.retryUnreaped();
    },
  });
  const stats = new StatsBoard(shared);
  const disk = new DiskUseMeter();
  const limits = new LimitMeter(containers);

  return {
    endpoint: connection.endpoint.url,
    /** Never throws; `image` is one that proves whether folders of this machine can be mounted. */
    check: (image?: string) => judgeEngine(shared, image),
    findImage: images.find.bind(images),
    imageFacts: images.facts.bind(images),
    probeImage: images.assertUsable.bind(images),

    createAgent: factory.createAgent.bind(factory),
    start: containers.start.bind(containers),
    stop: containers.stop.bind(containers),
    kill: containers.kill.bind(containers),
    pause: containers.pause.bind(containers),
    unpause: containers.unpause.bind(containers),
    remove: containers.remove.bind(containers),
    inspect: containers.inspect.bind(containers),
    variable: containers.variable.bind(containers),
    list: containers.list.bind(containers),
    confinement: () => readConfinement(shared),
    waitForExit: (containerId: string, signal?: AbortSignal) =>
      waitForExit({ containers, events }, containerId, signal),
    containerLog: (containerId: string, tail: number) => readContainerLog(shared, containerId, tail),

    exec: runner.run.bind(runner),
    /** The exec of one container, as the git side takes it. */
    execIn:
      (containerId: string): ContainerExec =>
      (argv, execOptions) =>
        runner.run(containerId, argv, execOptions),
    openTerminal: runner.openTerminal.bind(runner),
    killExecsOfOthers: runner.killOthers.bind(runner),
    killStrayExecs: runner.killStrays.bind(runner),
    side,
    stats: stats.latest.bind(stats),
    limitHits: limits.of.bind(limits),
    diskUse: disk.of.bind(disk),
    forgetDiskUse: disk.forget.bind(disk),

    subscribe: events.subscribe.bind(events),
    /** Removes what an earlier server left half done: side containers and probes, of this installation only. */
    sweep: async (): Promise<void> => {
      await Promise.all([side.sweep(), containers.sweepProbes()]);
    },
    close: async (): Promise<void> => {
      stats.close();
      await side.close();
      await events.close();
    },
  };
}

export type Engine = ReturnType<typeof createEngine>;
