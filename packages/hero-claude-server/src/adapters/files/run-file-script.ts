import type { ContainerExec } from '../../domain/container/container-exec.ts';
import {
  fileIsDirectory,
  fileNotDirectory,
  fileNotFound,
  fileOutside,
  fileSpecial,
  fileUnreadable,
} from '../../domain/session/file-errors.ts';
import { CollectedBytes } from './collect-bytes.ts';
import type { SessionPath } from './session-path.ts';

const timeoutMs = 30_000;
const maxHeadBytes = 4096;

export interface FileScriptRun {
  exec: ContainerExec;
  argv: readonly string[];
  at: SessionPath;
  /** The most that an honest answer has, but for its head. */
  maxBytes: number;
  signal?: AbortSignal | undefined;
}

/** An answer of a script: its second word, and what comes after. Nothing in it is to be trusted. */
export interface FileAnswer {
  facts: string;
  rest: Buffer;
}

/** Runs one of the scripts; the word it says first decides about the error. */
export async function runFileScript({
  exec,
  argv,
  at,
  maxBytes,
  signal,
}: FileScriptRun): Promise<FileAnswer> {
  const stdout = new CollectedBytes(maxBytes + maxHeadBytes);
  // The runner hears of it by the failing write.
  stdout.on('error', () => undefined);
  const { repo, path } = at;
  const where = { repo, path };
  const result = await exec(argv, { cwd: '/', stdout, timeoutMs, ...(signal && { signal }) });
  if (result.timedOut)
    throw fileUnreadable({ ...where, reason: `it took longer than ${timeoutMs / 1000} s` });
  const [word, afterWord] = cutAtNul(stdout.bytes());
  switch (word) {
    case 'ok': {
      const [facts, rest] = cutAtNul(afterWord);
      if (result.exitCode === 0) return { facts, rest };
      throw fileUnreadable({ ...where, reason: result.stderr.trim().slice(-200) || 'the command failed' });
    }
    case 'not_found':
      throw fileNotFound(where);
    case 'is_directory':
      throw fileIsDirectory(where);
    case 'not_directory':
      throw fileNotDirectory(where);
    case 'outside':
      throw fileOutside(where);
    case 'special':
      throw fileSpecial(where);
    case 'unreachable':
      throw fileUnreadable({ ...where, reason: 'a link on the way leads nowhere, or a folder is closed' });
    case 'moved':
      throw fileUnreadable({ ...where, reason: 'it was moved at that moment' });
    default:
      throw fileUnreadable({ ...where, reason: "the container's user may not" });
  }
}

function cutAtNul(bytes: Buffer): [string, Buffer] {
  const end = bytes.indexOf(0);
  if (end < 0) return [bytes.toString('latin1'), Buffer.alloc(0)];
  return [bytes.subarray(0, end).toString('latin1'), bytes.subarray(end + 1)];
}
