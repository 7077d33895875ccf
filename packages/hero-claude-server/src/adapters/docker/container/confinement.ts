import type { ContainerInspectInfo } from 'dockerode';
import { containerNotFound } from '../../../domain/container/engine-errors.ts';
import type { Connection } from '../engine/connection.ts';
import type { Containers } from './containers.ts';

export interface Confinement {
  container: string;
  sessionId: string | undefined;
  /** Host folders and files that it sees. */
  mounted: string[];
  /** What it may do that no container of ours may; empty when all is as it must be. */
  flaws: string[];
}

function flawsOf({ HostConfig: host, Config: config }: ContainerInspectInfo): string[] {
  const wanted: [string, boolean][] = [
    ['has a network', host.NetworkMode === 'none'],
    ['is privileged', host.Privileged !== true],
    ['has capabilities', host.CapDrop?.includes('ALL') === true && (host.CapAdd ?? []).length === 0],
    [
      'may gain privileges',
      (host.SecurityOpt as string[] | undefined)?.some((option) => option.startsWith('no-new-privileges')) ===
        true,
    ],
    ['may write to its root', host.ReadonlyRootfs === true],
    ['has no memory limit', (host.Memory ?? 0) > 0],
    ['may swap', host.MemorySwap === host.Memory],
    ['has no limit of processes', (host.PidsLimit ?? 0) > 0],
    ['publishes ports', Object.keys((host.PortBindings as object | null) ?? {}).length === 0],
    ['runs as root', !/^(0|root)?(:|$)/.test(config.User)],
  ];
  return wanted.filter(([, holds]) => !holds).map(([flaw]) => flaw);
}

/** How each running container of this installation is confined, as the engine tells it now. */
export async function readConfinement(parts: {
  connection: Connection;
  containers: Containers;
}): Promise<Confinement[]> {
  const { connection, containers } = parts;
  const running = (await containers.list()).filter((container) => container.running);
  const found = await Promise.all(
    running.map(async ({ id, name, sessionId }): Promise<Confinement | undefined> => {
      const info = await connection
        .call({ operation: 'inspect', subject: id }, (abortSignal) =>
          connection.docker.getContainer(id).inspect({ abortSignal }),
        )
        .catch((error: unknown) => {
          // It ended meanwhile.
          if (containerNotFound.is(error)) return undefined;
          throw error;
        });
      if (info === undefined) return undefined;
      const mounted = info.Mounts.map(({ Source }) => Source);
      return { container: name, sessionId, mounted, flaws: flawsOf(info) };
    }),
  );
  return found.filter((each) => each !== undefined);
}
