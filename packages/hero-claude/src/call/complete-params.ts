import type { Client } from 'hero-claude-sdk';
import { CliError } from '../cli-error.ts';
import type { Params } from '../document/method-command.ts';
import { type MethodDocument, type OpenRpcDocument, resolveSchema } from '../document/openrpc.ts';
import { exitCodeOf } from '../output/exit-code.ts';
import { nearest } from './nearest.ts';
import { promptOf } from './read-stdin.ts';
import { resolveRepo } from './repo-id.ts';
import { resolveSessionId } from './session-id.ts';
import { uploadOf } from './upload-file.ts';

const notFound = exitCodeOf(-32001);
const wholeApprovalId = /^[0-9a-f]{8}-\d+$/;
const wholeUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function onlyOne(
  what: string,
  word: string,
  known: readonly string[],
  found: readonly string[],
  hint: string,
): string {
  const [one, ...others] = found;
  if (one !== undefined && others.length === 0) return one;
  if (one !== undefined)
    throw new CliError(`${what}.ambiguous`, `"${word}" can mean ${found.join(', ')}`, { exitCode: 2 });
  const guess = nearest(word, known);
  throw new CliError(`${what}.not_found`, `No ${what} "${word}" waits`, {
    exitCode: notFound,
    hint: guess === undefined ? hint : `did you mean ${guess}?`,
  });
}

/** The question a person means: its id, the beginning of it, or the session when only one waits there. */
async function resolveApprovalId(word: string, client: Client): Promise<string> {
  if (wholeApprovalId.test(word)) return word;
  const { approvals } = await client.approval.list({ limit: 500 });
  const known = approvals.map(({ approval_id: id }) => id);
  const begun = known.filter((id) => id.startsWith(word));
  if (begun.length > 0 && word.includes('-')) return onlyOne('approval', word, known, begun, '');
  const session = await resolveSessionId(word, client);
  const found = approvals.filter(({ session_id: id }) => id === session).map(({ approval_id: id }) => id);
  return onlyOne('approval', word, known, found, 'hero-claude inbox shows what waits');
}

/** The queued prompt a person means: its place, its uuid, or the beginning of that. */
async function resolveQueued(word: string, sessionId: unknown, client: Client): Promise<string> {
  if (wholeUuid.test(word)) return word;
  const queue = await client.queue.list({ session_id: String(sessionId) });
  const placed = queue.find(({ position }) => String(position) === word);
  if (placed !== undefined) return placed.uuid;
  const known = queue.map(({ uuid }) => uuid);
  const found = known.filter((uuid) => uuid.startsWith(word));
  return onlyOne('prompt', word, known, found, 'hero-claude queue list shows those that wait');
}

/** The params with every id made whole, files sent, and prompts read from stdin where that is asked for. */
export async function completeParams(
  params: Params,
  method: MethodDocument,
  document: OpenRpcDocument,
  client: Client,
  signal: AbortSignal,
): Promise<Params> {
  const whole = { ...params };
  for (const { name, schema } of method.params) {
    const { id, items } = resolveSchema(schema, document);
    const value = params[name];
    const each = Array.isArray(value) ? resolveSchema(items ?? {}, document).id : undefined;
    if (each === 'SessionId' || each === 'UploadId') {
      const make = each === 'SessionId' ? resolveSessionId : uploadOf;
      whole[name] = await Promise.all((value as string[]).map((word) => make(word, client)));
    }
    if (name === 'repos' && Array.isArray(value))
      whole[name] = await Promise.all(value.map((word) => resolveRepo(String(word), client, signal)));
    if (typeof value !== 'string') continue;
    if (id === 'SessionId' || name === 'session_id') whole[name] = await resolveSessionId(value, client);
    else if (id === 'ApprovalId') whole[name] = await resolveApprovalId(value, client);
    else if (name === 'prompt' || name === 'task') whole[name] = await promptOf(value, signal);
    else if (name === 'repo') whole[name] = await resolveRepo(value, client, signal);
    else if (name === 'uuid' && method.name.startsWith('queue.'))
      whole[name] = await resolveQueued(value, whole['session_id'], client);
  }
  return whole;
}
