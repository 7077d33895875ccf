import type { Server } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { UsageError } from '../config.ts';
import { portHolder } from './port-holder.ts';

const temporaryFailure = 75;

/** Listens on TCP and returns the address to show; a port in use names who holds it. */
export async function listenOnTcp(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<string> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE') {
      throw new UsageError(`HERO_CLAUDE_HOST=${host} port ${port} cannot be listened on: ${message}`);
    }
    const holder = (await portHolder(port)) ?? 'a process of another user';
    throw new UsageError(
      `Port ${port} on ${host} is in use by ${holder}. Stop it, or choose another: --port or HERO_CLAUDE_PORT`,
      temporaryFailure,
    );
  }
  const { port: bound } = server.address() as AddressInfo;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${bound}`;
}
