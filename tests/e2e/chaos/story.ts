import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { MessageView } from 'hero-claude-sdk';
import { type Product, requireEngine, ServerDatabase } from 'hero-claude-testkit';
import { allMessages } from './all-messages.ts';
import type { ChaosSession } from './chaos-session.ts';

const lastTurns = 6;
const lastLines = 30;
const linesOfTask = 60;
const maxLength = 260;

const short = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, maxLength);

function tell({ seq, turn, type, subtype, uuid, repeats, line, raw }: MessageView): string {
  const again = repeats === null ? '' : ` repeats ${repeats}`;
  const { message, state, result, request, response, user_message_uuids, isReplay } = line ?? {};
  const said = { message, state, result, request, response, user_message_uuids, isReplay };
  const what = line === null ? short(raw) : short(said);
  return `  ${seq} turn ${turn} ${type} ${subtype ?? ''} ${uuid ?? ''}${again} ${what}`;
}

async function sizeOf(path: string): Promise<number | null> {
  return (await stat(path).catch(() => null))?.size ?? null;
}

async function containersOfSession(product: Product, sessionId: string): Promise<string[]> {
  const docker = await requireEngine();
  const label = [`hero.claude.instance=${product.instance}`, `hero.claude.session=${sessionId}`];
  const found = await docker.listContainers({ all: true, filters: { label } });
  return found.map(
    ({ Id, Names, State, Status }) => `  ${Names.join(' ')} ${Id.slice(0, 12)} ${State}: ${Status}`,
  );
}

/** The lines from the first that mentions a task on. */
function linesAbout(marker: string, messages: readonly MessageView[]): string[] {
  const from = messages.findIndex(({ line, raw }) => JSON.stringify(line ?? raw).includes(marker));
  return from < 0 ? ['  nothing mentions it'] : messages.slice(from, from + linesOfTask).map(tell);
}

/**
 * Everything that tells why a session is not as it must be: for the report of a run that is red.
 * @param unfinished the markers of its tasks that were never finished
 */
export async function storyOf(
  { client, sessionId: session_id }: ChaosSession,
  product: Product,
  unfinished: readonly string[],
): Promise<string> {
  const logs = join(product.home.buildDir, session_id, 'logs');
  using database = ServerDatabase.open(product.home);
  const { turns } = await client.session.turns({ session_id });
  const messages = await allMessages(client, session_id);
  const { entries } = await client.logs.get({ session_id, limit: 30 });
  const err = await readFile(join(logs, 'err'), 'utf8').catch(() => '');
  return [
    `=== ${session_id}`,
    `session: ${JSON.stringify(await client.session.info({ session_id }))}`,
    `queue: ${short(await client.queue.list({ session_id }))}`,
    `questions: ${short(await client.approval.list({ session_id }))}`,
    'containers:',
    ...(await containersOfSession(product, session_id)),
    `journals: in ${await sizeOf(join(logs, 'in'))} bytes, out ${await sizeOf(join(logs, 'claude.log'))} bytes`,
    `read: ${JSON.stringify(database.journal(session_id))}`,
    'said to it last:',
    ...database
      .inputs(session_id)
      .slice(-lastTurns * 2)
      .map((input) => `  ${JSON.stringify(input)}`),
    'its last turns:',
    ...turns.slice(-lastTurns).map((turn) => `  ${JSON.stringify(turn)}`),
    'its last lines:',
    ...messages.slice(-lastLines).map(tell),
    ...unfinished.flatMap((marker) => [`lines about ${marker}:`, ...linesAbout(marker, messages)]),
    'what was done with it:',
    ...entries.map((entry) => `  ${JSON.stringify(entry)}`),
    `err: ${err.slice(-maxLength)}`,
  ].join('\n');
}
