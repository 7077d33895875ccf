import { maxBodyBytes } from '../limits.ts';

/** The body of a request, or `undefined` when it has more than `limitBytes`; then the rest is not read. */
export async function readBody(request: Request, limitBytes = maxBodyBytes): Promise<Uint8Array | undefined> {
  const announced = request.headers.get('content-length');
  if (Number(announced ?? 0) > limitBytes) return undefined;
  // The HTTP parser holds senders to the length they announce, and reading as a whole is twice as fast.
  if (announced !== null) return new Uint8Array(await request.arrayBuffer());
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    // Leaving the loop cancels the stream.
    if (size > limitBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
