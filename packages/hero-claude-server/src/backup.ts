import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ConfigError, ListenError, PathLock, pidBehind } from 'hero-rpc/node';
import { z } from 'zod';
import { foldLog, proveDatabase, replaceDatabase, saveDatabase } from './adapters/store/copy-database.ts';
import { readMigrations } from './adapters/store/migrations.ts';
import type { Config } from './config.ts';
import { storeNewer } from './domain/store-errors.ts';
import { version } from './version.ts';

/** The server's database and the gateway's ledger. */
const databases = ['db.sqlite', 'ledger.sqlite'] as const;

const Manifest = z.object({
  version: z.string(),
  at: z.iso.datetime(),
  databases: z.array(z.enum(databases)),
});
export type Manifest = z.infer<typeof Manifest>;

type Places = Pick<Config, 'dataDir' | 'socketDir'>;

/** `2026-01-02T030405678Z` */
function stampOf(now: Date): string {
  return now.toISOString().replaceAll(/[:.]/g, '');
}

/**
 * Copies what the daemons know into a new folder, while they run or not. The folders of sessions are not in it.
 * @returns the folder
 */
export async function backUp({ dataDir }: Places, folder?: string): Promise<string> {
  const to = resolve(folder ?? join(dataDir, 'backups', stampOf(new Date())));
  const present = databases.filter((name) => existsSync(join(dataDir, name)));
  if (present.length === 0) throw new ConfigError(`There is nothing to back up in ${dataDir} yet.`);
  if (existsSync(join(to, 'backup.json')))
    throw new ConfigError(`${to} holds a backup already. Name another folder.`);
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const name of present) await saveDatabase(join(dataDir, name), join(to, name));
  const manifest: Manifest = { version, at: new Date().toISOString(), databases: present };
  // Last: a folder without it was never finished.
  await writeFile(join(to, 'backup.json'), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  return to;
}

async function refuseRunning({ socketDir }: Places): Promise<void> {
  for (const name of ['server', 'gateway']) {
    const pid = await pidBehind(join(socketDir, `hero_claude_${name}.sock`));
    if (pid !== undefined)
      throw new ListenError(`The ${name} runs with pid ${pid}. Run hero-claude stop first.`, 75);
  }
}

function inUse(path: string, pid: number): ListenError {
  return new ListenError(`${path} is in use by pid ${pid}. Run hero-claude stop first.`, 75);
}

/** Where each database of a backup lies. */
interface Backup {
  manifest: Manifest;
  pathOf: (name: string) => string;
}

/** A folder that `backUp` made, or one file that an upgrade or an earlier restore left beside its database. */
async function findBackup(from: string): Promise<Backup> {
  const found = await stat(from).catch(() => undefined);
  if (found?.isFile() !== true)
    return { manifest: await readManifest(from), pathOf: (name) => join(from, name) };
  const name = databases.find((each) => basename(from).startsWith(`${each}.`));
  if (name === undefined) throw new ConfigError(`${from} is no backup: its name begins with no database.`);
  const manifest = { version: 'of an upgrade', at: found.mtime.toISOString(), databases: [name] };
  return { manifest, pathOf: () => from };
}

async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, 'backup.json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new ConfigError(`${folder} is no backup: ${(error as Error).message}`, { cause: error });
  });
  try {
    return Manifest.parse(JSON.parse(text));
  } catch (error) {
    throw new ConfigError(`${path} cannot be read. Was it changed?`, { cause: error });
  }
}

/**
 * Puts a backup in the place of the databases. What was there is kept beside it; everything of the backup is
 * read through before anything is moved.
 * @returns what is there now, and the ending under which the old files are kept
 */
export async function restore(
  { dataDir, socketDir }: Places,
  backup: string,
  migrationsDir: string,
): Promise<Manifest & { keptAs: string }> {
  await refuseRunning({ dataDir, socketDir });
  const { manifest, pathOf } = await findBackup(resolve(backup));
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  // Both, whatever the backup holds: a daemon that is started meanwhile must open neither.
  using _server = PathLock.acquire(join(dataDir, 'db.sqlite'), inUse);
  using _gateway = PathLock.acquire(join(dataDir, 'ledger.sqlite'), inUse);
  const known = readMigrations(migrationsDir).length;
  for (const name of manifest.databases) {
    const path = pathOf(name);
    const found = await proveDatabase(path);
    if (name === 'db.sqlite' && found > known) throw storeNewer({ path, found, known });
  }
  const keptAs = `.replaced-${stampOf(new Date())}`;
  for (const name of manifest.databases) {
    const path = join(dataDir, name);
    await foldLog(path);
    replaceDatabase(pathOf(name), path, path + keptAs);
  }
  return { ...manifest, keptAs };
}
