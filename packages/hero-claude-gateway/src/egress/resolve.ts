import { lookup, Resolver } from 'node:dns/promises';

/** Finds every address of a name; rejects when there is none. */
export type ResolveName = (host: string) => Promise<string[]>;

/**
 * Asks the name servers, and nothing else.
 *
 * Not the system's resolver: it blocks one of the process's few worker threads per name, so that one
 * session asking for slow names would hold up the names of all others.
 *
 * @param servers name servers as `address` or `address:port`; the system's own when empty
 */
export function dnsResolver(servers: readonly string[] = []): ResolveName {
  return async (host) => {
    // One resolver per question: `cancel` and the time limit then concern this name only.
    const resolver = new Resolver({ timeout: 2_000, tries: 2 });
    if (servers.length > 0) resolver.setServers(servers);
    const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (addresses.length > 0) return addresses;
    const failed = answers.find((answer) => answer.status === 'rejected');
    throw failed?.reason ?? new Error(`no address for ${host}`);
  };
}

/** Resolves as every other program of this machine does, hosts file and search domains included. */
export const systemResolver: ResolveName = async (host) => {
  const answers = await lookup(host, { all: true, verbatim: true });
  return answers.map((answer) => answer.address);
};
