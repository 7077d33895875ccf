import { Readable } from 'node:stream';
import { ModelRefusal } from './refusal.ts';
import type { Scan } from './scan-turns.ts';

/** How much of a session's requests may be held in memory at once. */
export class BodyRoom {
  readonly #maxBytes: number;
  #held = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  take(bytes: number): void {
    this.#held += bytes;
    if (this.#held > this.#maxBytes) {
      throw new ModelRefusal('too_many_connections', 'too many large requests at once');
    }
  }

  giveBack(bytes: number): void {
    this.#held -= bytes;
  }
}

/** A body that was read whole before any of it is sent on. */
export interface HeldBody {
  body: Readable;
  /** Whether the last of it was taken to be sent on, so that the upstream may have it whole. */
  readonly isSent: boolean;
  /** To be called when it was sent, or will not be. */
  letGo(): void;
}

/** Reads a body to its end, because what a call may cost stands somewhere in it. */
export async function holdBody(
  incoming: Readable,
  room: BodyRoom,
  scan: Scan,
  look: (slice: Uint8Array) => void,
): Promise<HeldBody> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const letGo = (): void => {
    room.giveBack(bytes);
    bytes = 0;
    chunks.length = 0;
  };
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      room.take(chunk.length);
      await scan(chunk, look);
      chunks.push(chunk);
    }
  } catch (error) {
    letGo();
    throw error;
  }
  let isSent = false;
  function* sent(): Generator<Buffer> {
    for (const [index, chunk] of chunks.entries()) {
      isSent = index === chunks.length - 1;
      yield chunk;
    }
  }
  return {
    body: Readable.from(sent(), { objectMode: false }),
    get isSent() {
      return isSent;
    },
    letGo,
  };
}
