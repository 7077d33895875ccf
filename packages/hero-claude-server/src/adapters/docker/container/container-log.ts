import { Readable } from 'node:stream';
import type { Connection } from '../engine/connection.ts';
import { CappedText } from '../exec/capped-text.ts';
import { readFrames } from '../exec/frames.ts';
import type { Containers } from './containers.ts';

const maxBytes = 2 ** 20;

/** The last lines that the container's processes wrote past the journals: both outputs, in order. */
export async function readContainerLog(
  { connection, containers }: { connection: Connection; containers: Containers },
  containerId: string,
  tail: number,
): Promise<string> {
  await containers.own(containerId);
  const log = await connection.call({ operation: 'read the log', subject: containerId }, (abortSignal) =>
    connection.docker
      .getContainer(containerId)
      .logs({ stdout: true, stderr: true, follow: false, tail, abortSignal }),
  );
  const text = new CappedText(maxBytes);
  for await (const { data } of readFrames(Readable.from([log]))) text.push(data);
  return text.toString();
}
