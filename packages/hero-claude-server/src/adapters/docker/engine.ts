import type { ExecOptions, ExecResult } from '../../domain/container-exec.ts';
import { Connection } from './connection.ts';
import { Containers } from './containers.ts';
import { findEndpoint, type RuntimeName } from './endpoint.ts';
import { ExecReaper } from './exec-reaper.ts';
import { ExecRunner } from './exec-runner.ts';
import { Images } from './images.ts';
import { SessionContainers } from './session-containers.ts';

export interface EngineOptions {
  /** `DOCKER_HOST`; the runtime's usual socket unless given. */
  host: string | undefined;
  runtime: RuntimeName;
  /** Owner of everything made here: 8 hex characters. */
  instance: string;
  env?: NodeJS.ProcessEnv;
}

/** Opens nothing by itself: an engine that is missing or refused shows at the first call. */
export function createEngine(options: EngineOptions) {
  const { instance, runtime, host, env = process.env } = options;
  const connection = new Connection(findEndpoint({ runtime, host, env, uid: process.getuid?.() ?? 0 }));
  const containers = new Containers(connection, instance);
  const images = new Images({ connection, containers, instance });
  const sessions = new SessionContainers({ connection, containers, images, instance });
  const runner = new ExecRunner(connection, containers, new ExecReaper(connection, containers, instance));
  return {
    images,
    containers,
    createAgent: sessions.createAgent.bind(sessions),
    exec: (containerId: string, argv: readonly string[], execOptions?: ExecOptions): Promise<ExecResult> =>
      runner.run(containerId, argv, execOptions),
    killStrayExecs: (containerId: string, keep?: readonly string[]): Promise<void> =>
      runner.killStrays(containerId, keep),
    close: (): void => connection.close(),
  };
}

export type Engine = ReturnType<typeof createEngine>;
