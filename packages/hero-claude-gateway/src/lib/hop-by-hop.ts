import { hopByHop } from 'hero-rpc/node';

/**
 * Leaves out what concerns one connection only.
 *
 * @param rawHeaders names and values in turn, as Node hands them out
 */
export function dropHopByHop(rawHeaders: readonly string[], connection: string | undefined): string[] {
  const dropped = hopByHop(connection);
  const kept: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (!dropped.has(name.toLowerCase())) kept.push(name, rawHeaders[i + 1] ?? '');
  }
  return kept;
}
