import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { ConfigError, ListenError } from 'hero-rpc/node';
import type { Config } from './config.ts';

/** Makes what is missing. A BUILDDIR that is no folder of ours to write in is found out now, not at the first create. */
export async function makeFolders({ buildDir, dataDir }: Config, quarantineDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await mkdir(quarantineDir, { recursive: true, mode: 0o700 });
  try {
    await mkdir(buildDir, { recursive: true });
    await access(buildDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = (error as Error).message;
    throw new ConfigError(`BUILDDIR=${buildDir} cannot be used: ${reason}. Name a folder you can write in.`, {
      cause: error,
    });
  }
}

/** Another server with other sockets: both would read the same agents. */
export function databaseInUse(path: string, pid: number): ListenError {
  const message = `The database ${path} is in use by a server with pid ${pid}. Stop it first: a home has one server.`;
  return new ListenError(message, 75);
}
