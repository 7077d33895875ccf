import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { SqliteConnection } from './sqlite-driver.ts';

const kept = 3;

/**
 * Writes a whole, compact copy of the database beside it, readable by its owner only, and keeps the newest
 * three. A copy that a crash cut short is never taken for a backup: it gets its name when it is on the disk.
 * @returns the path of the copy
 */
export function backupDatabase(
  connection: SqliteConnection,
  path: string,
  version: number,
  now: Date,
): string {
  const prefix = `${basename(path)}.backup-`;
  const stamp = now.toISOString().replaceAll(/[-:.]/g, '');
  const target = join(dirname(path), `${prefix}v${version}-${stamp}`);
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  const file = openSync(partial, 'wx', 0o600);
  try {
    connection.prepare('VACUUM INTO ?').run(partial);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(partial, target);
  removeOldBackups(dirname(path), prefix);
  return target;
}

function removeOldBackups(dir: string, prefix: string): void {
  const stampOf = (name: string) => name.slice(name.lastIndexOf('-'));
  const backups = readdirSync(dir).filter((name) => name.startsWith(prefix) && !name.endsWith('.partial'));
  backups.sort((a, b) => stampOf(b).localeCompare(stampOf(a)));
  for (const name of backups.slice(kept)) rmSync(join(dir, name), { force: true });
}
