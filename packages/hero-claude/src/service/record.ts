import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder, type ProcessIdentity } from 'hero-rpc/node';
import type { ServiceName } from './daemons.ts';
import type { Settings } from './settings.ts';

/** `failed` services are not started again by themselves: their exit code says that it would not help. */
export type ServiceState = 'starting' | 'running' | 'waiting' | 'failed' | 'stopped';

export interface ServiceRecord {
  state: ServiceState;
  /** When this state began. */
  since: string;
  /** The process, while there is one; tells it from a later one with the same number. */
  process: ProcessIdentity | null;
  /** How often it was started again since the supervisor began. */
  restarts: number;
  /** How the last process ended. */
  exit?: { code: number | null; signal: string | null };
  /** Where in its log the present process begins. */
  log_from: number;
}

/** What runs, who owns it, and how it was set up. */
export interface SupervisorRecord {
  version: 1;
  /** The supervisor: exactly one. Null when none should run. */
  owner: ({ kind: 'builtin' } & ProcessIdentity) | null;
  settings: Settings;
  services: Partial<Record<ServiceName, ServiceRecord>>;
}

/** The record on disk; undefined when there is none that can be read. */
export function readRecord(file: string): SupervisorRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(file, 'utf8')) as SupervisorRecord;
    return record.version === 1 ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces the record as a whole, so that a reader never sees half of one. */
export function writeRecord(file: string, record: SupervisorRecord): void {
  makeFolder(dirname(file), 0o700);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}
