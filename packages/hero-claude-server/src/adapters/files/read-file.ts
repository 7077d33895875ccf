import { isUtf8 } from 'node:buffer';
import type { ContainerExec } from '../../domain/container/container-exec.ts';
import { fileUnreadable } from '../../domain/session/file-errors.ts';
import type { FileContent } from '../../domain/session/session-file.ts';
import { readScript, scriptArgv } from './file-scripts.ts';
import { timeOf } from './list-folder.ts';
import { runFileScript } from './run-file-script.ts';
import type { SessionPath } from './session-path.ts';

export interface Part {
  offset: number;
  limit: number;
  signal?: AbortSignal | undefined;
}

/**
 * Reads a part of a file of a session copy from within its container.
 * @throws file.*, exec.*, container.*, engine.*
 */
export async function readFile(
  exec: ContainerExec,
  at: SessionPath,
  { offset, limit, signal }: Part,
): Promise<FileContent> {
  const argv = scriptArgv(readScript, at.bytes, offset, limit);
  const { facts, rest } = await runFileScript({ exec, argv, at, maxBytes: limit, signal });
  const { repo, path } = at;
  const [, size = '', seconds = ''] = /^(\d+) (-?\d+)$/.exec(facts) ?? [];
  if (size === '') throw fileUnreadable({ repo, path, reason: 'the answer is garbled' });
  const page = pageOf(rest.subarray(0, limit));
  const end = offset + page.bytes;
  const goesOn = page.bytes > 0 && end < Number(size);
  return {
    repo,
    path,
    size: Number(size),
    modified_at: timeOf(seconds),
    offset,
    encoding: page.binary ? 'base64' : 'utf8',
    content: page.content,
    binary: page.binary,
    truncated: goesOn,
    next: goesOn ? end : null,
  };
}

const maxCharacterBytes = 4;

/** Text up to its last whole character: the rest of that one begins the next page. */
export function pageOf(bytes: Buffer): { binary: boolean; content: string; bytes: number } {
  if (!bytes.includes(0)) {
    for (let cut = 0; cut < maxCharacterBytes && (cut === 0 || cut < bytes.length); cut++) {
      const text = bytes.subarray(0, bytes.length - cut);
      if (isUtf8(text)) return { binary: false, content: text.toString('utf8'), bytes: text.length };
    }
  }
  return { binary: true, content: bytes.toString('base64'), bytes: bytes.length };
}
