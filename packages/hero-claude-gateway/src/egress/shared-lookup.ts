import type { ResolveName } from './resolve.ts';

/**
 * Bounds a resolver that takes a worker thread for each name, of which the process has four for everything: names
 * that are slow to resolve must leave some of them to the others. Who asks for a name that is being looked up gets
 * the same answer.
 */
export function sharedLookup(resolve: ResolveName, atOnce: number): ResolveName {
  const underWay = new Map<string, Promise<string[]>>();
  const waiting: (() => void)[] = [];
  let busy = 0;

  async function inTurn(host: string): Promise<string[]> {
    if (busy >= atOnce) await new Promise<void>((go) => waiting.push(go));
    else busy += 1;
    try {
      return await resolve(host);
    } finally {
      const next = waiting.shift();
      // Whoever is next takes the place over.
      if (next === undefined) busy -= 1;
      else next();
    }
  }

  return (host) => {
    const known = underWay.get(host);
    if (known !== undefined) return known;
    const asked = inTurn(host).finally(() => underWay.delete(host));
    underWay.set(host, asked);
    return asked;
  };
}
