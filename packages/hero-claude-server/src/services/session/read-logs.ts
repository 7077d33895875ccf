import { constants, type FileHandle, open } from 'node:fs/promises';
import type { MessageStore } from '../../adapters/store/message-store.ts';
import type { SessionRecord } from '../../adapters/store/session-record.ts';
import { sessionFolder, trashFolder } from '../../domain/session-folder.ts';
import type { LogChunk } from '../../domain/session-results.ts';
import type { LogParams } from '../server-context.ts';

const chunkBytes = 64 * 1024;
const maxReadBytes = 4 * 1024 * 1024;

/** Reads whole lines of a log file from a byte offset; a line that is still being written waits. */
async function linesFrom(
  file: FileHandle,
  after: number,
  limit: number,
): Promise<{ lines: string[]; next: number; more: boolean }> {
  const { size } = await file.stat();
  const start = Math.min(after, size);
  const buffer = Buffer.alloc(Math.min(size - start, maxReadBytes));
  const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
  const lines: string[] = [];
  let at = 0;
  while (lines.length < limit) {
    const end = buffer.indexOf(10, at);
    if (end < 0 || end >= bytesRead) break;
    lines.push(buffer.toString('utf8', at, end));
    at = end + 1;
  }
  // A line longer than one read would stop every reader for ever: it is handed out in pieces.
  if (lines.length === 0 && bytesRead === maxReadBytes) {
    lines.push(buffer.toString('utf8'));
    at = bytesRead;
  }
  return { lines, next: start + at, more: start + at < size && lines.length > 0 };
}

/** Where the last `count` lines begin. */
async function offsetOfTail(file: FileHandle, count: number): Promise<number> {
  const { size } = await file.stat();
  let end = size;
  let missing = count + 1;
  const floor = Math.max(0, size - maxReadBytes);
  while (end > floor) {
    const start = Math.max(floor, end - chunkBytes);
    const buffer = Buffer.alloc(end - start);
    await file.read(buffer, 0, buffer.length, start);
    for (let at = buffer.length - 1; at >= 0; at -= 1) {
      if (buffer[at] !== 10) continue;
      missing -= 1;
      if (missing === 0) return start + at + 1;
    }
    end = start;
  }
  return floor;
}

async function readFileLog(path: string, { source, tail, after, limit }: LogParams): Promise<LogChunk> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { source, lines: [], next: 0, more: false };
    throw error;
  }
  try {
    const from = after ?? (tail === undefined ? 0 : await offsetOfTail(file, tail));
    return { source, ...(await linesFrom(file, from, tail ?? limit)) };
  } finally {
    await file.close();
  }
}

/** The agent's lines come from the database, which holds each exactly once; `next` is a sequence number there. */
function readMessages(
  messages: MessageStore,
  { session_id, source, tail, after, limit }: LogParams,
): LogChunk {
  const from = after ?? (tail === undefined ? 0 : Math.max(0, messages.lastSeq(session_id) - tail));
  const rows = messages.list(session_id, { after: from, limit: limit + 1 });
  const page = rows.slice(0, limit);
  return {
    source,
    lines: page.map((row) => Buffer.from(row.line).toString()),
    next: page.at(-1)?.seq ?? from,
    more: rows.length > limit,
  };
}

export async function readLogs(
  parts: { buildDir: string; messages: MessageStore },
  record: SessionRecord,
  params: LogParams,
): Promise<LogChunk> {
  if (params.source === 'claude') return readMessages(parts.messages, params);
  const at = record.status === 'destroyed' ? trashFolder : sessionFolder;
  const folder = at(parts.buildDir, record.sessionId);
  return readFileLog(params.source === 'rsync' ? folder.rsyncLog : folder.err, params);
}
