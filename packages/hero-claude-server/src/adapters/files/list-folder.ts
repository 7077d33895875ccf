import { isUtf8 } from 'node:buffer';
import type { ContainerExec } from '../../domain/container/container-exec.ts';
import { fileUnreadable } from '../../domain/session/file-errors.ts';
import { rawPathBytes, splitNul } from '../../domain/session/raw-path.ts';
import type { FileEntry, FileList } from '../../domain/session/session-file.ts';
import { listScript, scriptArgv } from './file-scripts.ts';
import { runFileScript } from './run-file-script.ts';
import type { SessionPath } from './session-path.ts';

/** A name has 255 bytes at most, the numbers before it fewer than 60. */
const maxEntryBytes = 320;
const kinds = new Map<number, FileEntry['type']>([
  [0o100000, 'file'],
  [0o040000, 'directory'],
  [0o120000, 'link'],
]);
const kindMask = 0o170000;
const latestSeconds = 8_640_000_000_000;

export interface Page {
  after: number;
  limit: number;
  signal?: AbortSignal | undefined;
}

/**
 * Lists a folder of a session copy from within its container; links are shown, not followed.
 * @throws file.*, exec.*, container.*, engine.*
 */
export async function listFolder(
  exec: ContainerExec,
  at: SessionPath,
  { after, limit, signal }: Page,
): Promise<FileList> {
  const { facts, rest } = await runFileScript({
    exec,
    argv: scriptArgv(listScript, at.bytes, after, limit),
    at,
    maxBytes: limit * maxEntryBytes,
    signal,
  });
  const { repo, path } = at;
  const total = Number(facts);
  if (!Number.isSafeInteger(total)) throw fileUnreadable({ repo, path, reason: 'the answer is garbled' });
  const entries = splitNul(rest).slice(0, limit).flatMap(entryOf);
  const next = after + limit < total ? after + limit : null;
  return { repo, path, entries, truncated: next !== null, next };
}

function entryOf(record: string): FileEntry[] {
  const [, mode = '', size = '', seconds = '', raw] = /^([0-9a-f]+) (\d+) (-?\d+) ([^]+)$/.exec(record) ?? [];
  if (raw === undefined) return [];
  const bytes = rawPathBytes(raw);
  const type = kinds.get(Number.parseInt(mode, 16) & kindMask) ?? 'other';
  return [
    {
      name: bytes.toString('utf8'),
      ...(!isUtf8(bytes) && { name_base64: bytes.toString('base64') }),
      type,
      size: Number(size),
      modified_at: timeOf(seconds),
    },
  ];
}

/** A file may claim to be from before the calendar or after it. */
export function timeOf(seconds: string): string {
  const clamped = Math.min(Math.max(Number(seconds), -latestSeconds), latestSeconds);
  return new Date(clamped * 1000).toISOString();
}
