import type { Check, Client } from 'hero-claude-sdk';

/** What this installation shows of the promises, as the server sees it. */
export async function guaranteeChecks(client: Client, signal: AbortSignal): Promise<Check[]> {
  const { guarantees } = await client.server.guarantees({}, { signal });
  return guarantees.flatMap(({ id, now }) => (now === null ? [] : [{ ...now, name: `promise: ${id}` }]));
}
