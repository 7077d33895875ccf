import { JournalFile } from '../../../adapters/claude/journal/journal-file.ts';
import type { MessageStore } from '../../../adapters/store/message-store.ts';
import type { SessionRecord } from '../../../adapters/store/session-record.ts';
import { sessionFolder, trashFolder } from '../../../domain/session/session-folder.ts';
import type { LogChunk } from '../../../domain/session/session-results.ts';
import type { LogParams } from '../../server-context.ts';

const chunkBytes = 64 * 1024;
const maxReadBytes = 4 * 1024 * 1024;

/**
 * Where text begins at or after `start`. The beginning of a log that grew too large was given back to the disk and
 * reads as zeros; behind them the rest of a cut line comes first.
 */
async function skipHole(file: JournalFile, start: number): Promise<number> {
  const [first] = await file.read(start, 1);
  if (first !== 0) return start;
  const data = await file.nextData(start);
  const rest = await file.read(data, chunkBytes);
  const newline = rest.indexOf(10);
  return newline < 0 ? data : data + newline + 1;
}

interface Page {
  limit: number;
  /** Nobody writes any more, so a last line without an end is a line. */
  ended: boolean;
}

/** Reads whole lines of a log file from a byte offset; a line that is still being written waits. */
async function linesFrom(
  file: JournalFile,
  after: number,
  { limit, ended }: Page,
): Promise<{ lines: string[]; next: number; more: boolean }> {
  const { size } = await file.extent();
  const start = await skipHole(file, Math.min(after, size));
  const buffer = await file.read(start, Math.min(Math.max(0, size - start), maxReadBytes));
  const lines: string[] = [];
  let at = 0;
  const take = (end: number) => lines.push(buffer.toString('utf8', at, end).replaceAll('\0', ''));
  while (lines.length < limit) {
    const end = buffer.indexOf(10, at);
    if (end < 0) break;
    take(end);
    at = end + 1;
  }
  // A line longer than one read would stop every reader for ever: it is handed out in pieces.
  const tooLong = lines.length === 0 && buffer.length === maxReadBytes;
  const unfinished = ended && start + buffer.length >= size && lines.length < limit;
  if (at < buffer.length && (tooLong || unfinished)) {
    take(buffer.length);
    at = buffer.length;
  }
  return { lines, next: start + at, more: start + at < size && lines.length > 0 };
}

/** Where the last `count` lines begin. */
async function offsetOfTail(file: JournalFile, count: number): Promise<number> {
  const { size } = await file.extent();
  let end = size;
  let missing = count + 1;
  const floor = Math.max(0, size - maxReadBytes);
  while (end > floor) {
    const start = Math.max(floor, end - chunkBytes);
    const buffer = await file.read(start, end - start);
    for (let at = buffer.length - 1; at >= 0; at -= 1) {
      if (buffer[at] !== 10) continue;
      missing -= 1;
      if (missing === 0) return start + at + 1;
    }
    end = start;
  }
  return floor;
}

async function readFileLog(
  path: string,
  { source, tail, after, limit }: LogParams,
  ended: boolean,
): Promise<LogChunk> {
  let file: JournalFile;
  try {
    file = await JournalFile.open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { source, lines: [], next: 0, more: false };
    throw error;
  }
  try {
    const from = after ?? (tail === undefined ? 0 : await offsetOfTail(file, tail));
    return { source, ...(await linesFrom(file, from, { limit: tail ?? limit, ended })) };
  } finally {
    await file[Symbol.asyncDispose]();
  }
}

/** The agent's lines come from the database, which holds each exactly once; `next` is a sequence number there. */
function readMessages(
  messages: MessageStore,
  { session_id, source, tail, after, limit }: LogParams,
): LogChunk {
  const last = messages.lastSeq(session_id);
  // Behind the end means at the end, as it does in a file: lines that come are not passed over.
  const from = Math.min(after ?? (tail === undefined ? 0 : Math.max(0, last - tail)), last);
  const page = messages.list(session_id, { after: from, limit: tail ?? limit, maxBytes: maxReadBytes });
  const next = page.at(-1)?.seq ?? from;
  return {
    source,
    lines: page.map((row) => Buffer.from(row.line).toString()),
    next,
    more: next < last,
  };
}

export async function readLogs(
  parts: { buildDir: string; messages: MessageStore },
  record: Pick<SessionRecord, 'sessionId' | 'status' | 'containerId'>,
  params: LogParams,
): Promise<LogChunk> {
  if (params.source === 'claude') return readMessages(parts.messages, params);
  const at = record.status === 'destroyed' ? trashFolder : sessionFolder;
  const folder = at(parts.buildDir, record.sessionId);
  const ended = record.containerId === null && record.status !== 'creating';
  return readFileLog(params.source === 'rsync' ? folder.rsyncLog : folder.err, params, ended);
}
