/** A piece of what a process wrote; a long write arrives in several. */
export interface OutputPiece {
  stream: 'stdout' | 'stderr';
  data: Buffer;
}

const headerBytes = 8;
const stderrType = 2;

/** Splits the engine's multiplexed stream. Pieces are passed on as they come, never held until a frame is whole. */
export async function* readFrames(source: AsyncIterable<Buffer>): AsyncGenerator<OutputPiece> {
  let header = Buffer.alloc(0);
  let stream: OutputPiece['stream'] = 'stdout';
  let left = 0;
  for await (const chunk of source) {
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        const part = chunk.subarray(at, at + headerBytes - header.length);
        header = Buffer.concat([header, part]);
        at += part.length;
        if (header.length < headerBytes) break;
        stream = header[0] === stderrType ? 'stderr' : 'stdout';
        left = header.readUInt32BE(4);
        header = Buffer.alloc(0);
      } else {
        const data = chunk.subarray(at, at + left);
        at += data.length;
        left -= data.length;
        yield { stream, data };
      }
    }
  }
}
