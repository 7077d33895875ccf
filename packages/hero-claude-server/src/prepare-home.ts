import { accessSync, constants } from 'node:fs';
import { ConfigError, ListenError, makeFolder } from 'hero-rpc/node';
import type { Config } from './config.ts';

/** Makes what is missing. A BUILDDIR that is no folder of ours to write in is found out now, not at the first create. */
export function makeFolders({ buildDir, dataDir }: Config, quarantineDir: string): void {
  try {
    makeFolder(dataDir, 0o700);
    makeFolder(quarantineDir, 0o700);
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = (error as Error).message;
    const message = `The data folder ${dataDir} cannot be used: ${reason}. Set HOME to a folder you can write in.`;
    throw new ConfigError(message, { cause: error });
  }
  try {
    makeFolder(buildDir);
    accessSync(buildDir, constants.W_OK | constants.X_OK);
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
