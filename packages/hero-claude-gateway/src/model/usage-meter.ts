import { z } from 'zod';
import { readBodyBytes } from './body-bytes.ts';
import { EventReader } from './event-reader.ts';
import { JsonFields } from './json-fields.ts';
import { ApiMessage, ApiUsage, type MessageUsage, usageOf, withLater } from './usage.ts';

const MessageStart = z.object({ message: ApiMessage });
const MessageDelta = z.object({ usage: ApiUsage });

/** The JSON around the few characters of a delta. */
const deltaFrameBytes = 80;
const bytesPerToken = 4;

export interface UsageMeter {
  /** Takes a chunk of the answer as it passes; never throws and never holds it up. */
  write(chunk: Buffer): void;
  /** Resolves when everything written is counted. */
  end(): Promise<void>;
}

export interface UsageMeterOptions {
  contentType: string;
  contentCoding: string | undefined;
  /** Called with the figures so far: once at the start of a message, since even a cut one is paid for, and at its end. */
  onUsage: (usage: MessageUsage) => void;
  /** The answer, or the rest of it, could not be read. */
  onUnreadable: (why: string) => void;
}

/** Reads the usage out of a copy of an answer; undefined when an answer of that type has none. */
export function usageMeter(options: UsageMeterOptions): UsageMeter | undefined {
  const reader = readerFor(options);
  if (reader === undefined) return undefined;
  const body = readBodyBytes(
    options.contentCoding,
    (part) => guarded(() => reader.take(part), options),
    (error) => options.onUnreadable(error.message),
  );
  if (body === undefined) {
    options.onUnreadable(`content-encoding ${options.contentCoding}`);
    return undefined;
  }
  return {
    write: (chunk) => body.write(chunk),
    async end() {
      await body.end();
      guarded(() => reader.end(), options);
    },
  };
}

interface AnswerReader {
  take(bytes: Buffer): void;
  end(): void;
}

function readerFor(options: UsageMeterOptions): AnswerReader | undefined {
  if (/^text\/event-stream\b/i.test(options.contentType)) return streamReader(options);
  if (/^application\/json\b/i.test(options.contentType)) return documentReader(options);
  return undefined;
}

/**
 * The figures of a stream come with its first event and near its end. One that breaks off between the two is
 * paid for as far as it came, so its output is then estimated from what was seen of it.
 */
function streamReader(options: UsageMeterOptions): AnswerReader {
  let usage: MessageUsage | undefined;
  let settled = false;
  let seenBytes = 0;
  const read = (type: string, data: string): void => {
    if (type === 'message_start') {
      usage = usageOf(MessageStart.parse(JSON.parse(data)).message);
      settled = false;
      seenBytes = 0;
    } else if (usage !== undefined) {
      usage = withLater(usage, MessageDelta.parse(JSON.parse(data)).usage);
      settled = true;
    } else return;
    options.onUsage(usage);
  };
  const reader = new EventReader({
    wants,
    onEvent: ({ type, data, bytes }) => {
      if (type === 'content_block_delta') seenBytes += Math.max(0, bytes - deltaFrameBytes);
      // Each event by itself: one that cannot be read does not hide the next.
      if (data !== null) guarded(() => read(type, data), options);
      else if (wants(type)) options.onUnreadable(`a ${type} of ${bytes} bytes`);
    },
  });
  return {
    take: (bytes) => reader.write(bytes),
    end() {
      if (usage === undefined || settled) return;
      const estimate = Math.ceil(seenBytes / bytesPerToken);
      if (estimate > usage.outputTokens) options.onUsage({ ...usage, outputTokens: estimate });
    },
  };
}

function wants(type: string): boolean {
  return type === 'message_start' || type === 'message_delta';
}

/** Token counts and errors are JSON without a message, and are not counted. */
function documentReader({ onUsage, onUnreadable }: UsageMeterOptions): AnswerReader {
  const fields = new JsonFields(['id', 'model', 'usage']);
  return {
    take: (bytes) => fields.write(bytes),
    end() {
      const [id, model, usage] = ['id', 'model', 'usage'].map((name) => fields.value(name));
      const message = ApiMessage.safeParse({ id, model, usage });
      if (message.success) onUsage(usageOf(message.data));
      else if (usage !== undefined) onUnreadable('a message with a usage of another shape');
    },
  };
}

function guarded(read: () => void, { onUnreadable }: UsageMeterOptions): void {
  try {
    read();
  } catch (error) {
    onUnreadable(error instanceof Error ? error.message : String(error));
  }
}
