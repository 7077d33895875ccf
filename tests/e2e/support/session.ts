import { join } from 'node:path';
import { type Client, type HeroEvent, type Session } from 'hero-claude-sdk';
import { connect } from 'hero-claude-sdk/node';
import {
  type BareRemote,
  createBareRemote,
  createSampleRepo,
  type Product,
  type SampleRepoOptions,
} from 'hero-claude-testkit';

export function clientOf(product: Product): Client {
  return connect({ socketPath: product.socket('server') });
}

/** A sample repository under CODEROOT with a bare remote beside the home. The product may not write to it. */
export async function addRepo(
  product: Product,
  name: string,
  options: SampleRepoOptions = {},
): Promise<{ remote: BareRemote; dir: string }> {
  const remote = await createBareRemote(join(product.home.dir, 'remotes', `${name}.git`));
  const dir = join(product.home.codeRoot, name);
  await createSampleRepo(dir, { origin: remote.dir, ...options });
  await product.sources.watch(dir);
  return { remote, dir };
}

/** Follows the events of everything until one satisfies `holds`. */
export async function eventUntil(
  client: Client,
  holds: (event: HeroEvent) => boolean,
  { after = 0, timeoutMs = 60_000 }: { after?: number; timeoutMs?: number } = {},
): Promise<HeroEvent> {
  const giveUp = AbortSignal.timeout(timeoutMs);
  const seen: string[] = [];
  for await (const event of client.follow({ after, signal: giveUp })) {
    if (holds(event)) return event;
    seen.push(`${event.type} ${JSON.stringify(event.data).slice(0, 200)}`);
  }
  throw new Error(`what was waited for did not happen; the last events:\n${seen.slice(-15).join('\n')}`);
}

/** The event id at which the agent came to rest after its `turns`-th result. */
export async function turnDone(client: Client, sessionId: string, turns = 1): Promise<number> {
  let results = 0;
  const { id } = await eventUntil(client, (event) => {
    if (event.session_id !== sessionId) return false;
    if (event.type === 'session.message') {
      const { line } = event.data as { line: string };
      if (line.includes('"type":"result"')) results += 1;
    }
    return (
      results >= turns &&
      event.type === 'session.changed' &&
      (event.data as { agent?: { state?: string } }).agent?.state === 'idle'
    );
  });
  return id;
}

const betweenStates = new Set(['creating', 'starting', 'stopping', 'completing']);

/** The session once it is not on the way between two states. */
export async function settled(client: Client, sessionId: string): Promise<Session> {
  const giveUp = AbortSignal.timeout(60_000);
  for await (const { session_id } of client.follow({ after: 0, signal: giveUp })) {
    if (session_id !== sessionId) continue;
    const session = await client.session.info({ session_id });
    if (!betweenStates.has(session.status)) return session;
  }
  throw new Error(`session ${sessionId} is still on its way`);
}

/** Creates and starts a session and waits until its first turn is over. */
export async function runTurn(
  client: Client,
  params: Parameters<Client['session']['create']>[0],
): Promise<Session> {
  const { session_id } = await client.session.create(params);
  await client.session.start({ session_id });
  await turnDone(client, session_id);
  return client.session.info({ session_id });
}
