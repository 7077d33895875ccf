import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { SqliteConnection } from './sqlite-driver.ts';

const kept = 3;

/**
 * Writes a whole, compact copy of the database beside it, readable by its owner only, and keeps the newest of
 * each of the three schemas that were backed up last: an upgrade that fails again and again pushes none out. A copy that a crash cut short is never taken for a backup: it gets its name when it is on the disk.
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
  removePartials(dirname(path), prefix);
  try {
    const file = openSync(partial, 'wx', 0o600);
    try {
      connection.prepare('VACUUM INTO ?').run(partial);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  removeOldBackups(dirname(path), prefix, basename(target));
  return target;
}

/** What a crash cut short: on a full disk each try would leave another. */
function removePartials(dir: string, prefix: string): void {
  for (const name of readdirSync(dir)) {
    if (name.startsWith(prefix) && name.endsWith('.partial')) rmSync(join(dir, name), { force: true });
  }
}

function removeOldBackups(dir: string, prefix: string, made: string): void {
  const schemaOf = (name: string) => name.slice(prefix.length).split('-')[0] ?? '';
  const stampOf = (name: string) => name.slice(name.lastIndexOf('-'));
  const backups = readdirSync(dir).filter((name) => name.startsWith(prefix) && name !== made);
  backups.sort((a, b) => stampOf(b).localeCompare(stampOf(a)));
  const schemas = new Set<string>();
  // The one just made comes first, whatever the clock says.
  for (const name of [made, ...backups]) {
    const schema = schemaOf(name);
    if (schemas.size < kept && !schemas.has(schema)) schemas.add(schema);
    else rmSync(join(dir, name), { force: true });
  }
}
