import { Readable } from 'node:stream';
import { engineFailed } from '../../../domain/container/engine-errors.ts';
import type { ContainerOutcome } from '../container/container-state.ts';
import type { Containers } from '../container/containers.ts';
import type { CreateRequest } from '../container/create-options.ts';
import { readFrames } from '../exec/frames.ts';
import type { Connection } from './connection.ts';

const timeoutMs = 60_000;

/** Runs a short-lived container to its end, removes it and answers how it ended and what it printed on stdout. */
export async function runProbe(
  { connection, containers }: { connection: Connection; containers: Containers },
  request: CreateRequest,
): Promise<{ outcome: ContainerOutcome; stdout: string }> {
  const { id } = await containers.create(request);
  try {
    await containers.start(id);
    await connection.call({ operation: 'wait for a probe', subject: id, timeoutMs }, (abortSignal) =>
      connection.docker.getContainer(id).wait({ condition: 'not-running', abortSignal }),
    );
    const { outcome } = await containers.inspect(id);
    if (outcome === undefined) {
      throw engineFailed({ operation: 'wait for a probe', status: null, reason: 'it runs again' });
    }
    const log = await connection.call(
      { operation: 'read the output of a probe', subject: id },
      (abortSignal) =>
        connection.docker.getContainer(id).logs({ stdout: true, stderr: false, follow: false, abortSignal }),
    );
    const pieces: Buffer[] = [];
    for await (const { data } of readFrames(Readable.from([log]))) pieces.push(data);
    return { outcome, stdout: Buffer.concat(pieces).toString() };
  } finally {
    await containers.remove(id);
  }
}
