import { StringDecoder } from 'node:string_decoder';

/**
 * The values of a stream of JSON lines. A stream that breaks off throws; `readline` would wait for ever.
 * Ending the iteration closes the stream.
 */
export async function* readJsonLines(stream: NodeJS.ReadableStream): AsyncGenerator<unknown> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line);
  }
}
