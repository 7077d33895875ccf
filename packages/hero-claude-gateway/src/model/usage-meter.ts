import { createParser } from 'eventsource-parser';
import { z } from 'zod';
import { readBodyText } from './body-text.ts';
import { ApiMessage, ApiUsage, type MessageUsage, usageOf, withLater } from './usage.ts';

const MessageStart = z.object({ message: ApiMessage });
const MessageDelta = z.object({ usage: ApiUsage });

/** A whole answer that is no stream is read up to here. */
const wholeAnswerLimit = 16 * 1_048_576;

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
  const text = readBodyText(
    options.contentCoding,
    (part) => guarded(() => reader.take(part), options),
    (error) => options.onUnreadable(error.message),
  );
  if (text === undefined) {
    options.onUnreadable(`content-encoding ${options.contentCoding}`);
    return undefined;
  }
  return {
    write: (chunk) => text.write(chunk),
    async end() {
      await text.end();
      guarded(() => reader.end(), options);
    },
  };
}

interface TextReader {
  take(text: string): void;
  end(): void;
}

function readerFor(options: UsageMeterOptions): TextReader | undefined {
  if (/^text\/event-stream\b/i.test(options.contentType)) return streamReader(options);
  if (/^application\/json\b/i.test(options.contentType)) return documentReader(options);
  return undefined;
}

function streamReader(options: UsageMeterOptions): TextReader {
  let usage: MessageUsage | undefined;
  const read = (event: string | undefined, data: string): void => {
    if (event === 'message_start') usage = usageOf(MessageStart.parse(JSON.parse(data)).message);
    else if (event !== 'message_delta' || usage === undefined) return;
    else usage = withLater(usage, MessageDelta.parse(JSON.parse(data)).usage);
    options.onUsage(usage);
  };
  const parser = createParser({
    // Each event by itself: one that cannot be read does not hide the next.
    onEvent: ({ event, data }) => guarded(() => read(event, data), options),
  });
  return { take: (text) => parser.feed(text), end: () => undefined };
}

function documentReader({ onUsage, onUnreadable }: UsageMeterOptions): TextReader {
  let whole = '';
  return {
    take(text) {
      if (whole.length <= wholeAnswerLimit) whole += text;
    },
    end() {
      if (whole.length > wholeAnswerLimit) return onUnreadable('a whole answer over 16 MB');
      // Token counts and errors are JSON without a message.
      const message = ApiMessage.safeParse(JSON.parse(whole || 'null'));
      return message.success ? onUsage(usageOf(message.data)) : undefined;
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
