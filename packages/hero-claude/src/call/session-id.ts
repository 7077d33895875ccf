import { type Client, RpcCallError } from 'hero-claude-sdk';
import { CliError } from '../cli-error.ts';
import { exitCodeOf } from '../output/exit-code.ts';
import { nearest } from './nearest.ts';

const wholeId = /^[0-9a-f]{8}$/;
const notFound = exitCodeOf(-32001);

interface Known {
  session_id: string;
  name: string;
}

async function knownSessions(client: Client): Promise<Known[]> {
  const [living, trash] = await Promise.all([client.session.list({ limit: 1000 }), client.trash.list()]);
  return [...living, ...trash.map(({ session }) => session)];
}

function suggestion(word: string, known: readonly Known[]): string {
  const guess = nearest(
    word,
    known.flatMap(({ session_id, name }) => [session_id, name]),
  );
  return guess === undefined ? 'hero-claude session list shows the sessions' : `did you mean ${guess}?`;
}

/** The id a person means: a whole one, the beginning of one, or a name that only one session has. */
export async function resolveSessionId(word: string, client: Client): Promise<string> {
  if (wholeId.test(word)) return word;
  const known = await knownSessions(client);
  const matches = known.filter(
    ({ session_id, name }) => session_id.startsWith(word.toLowerCase()) || name === word,
  );
  const [match, ...others] = matches;
  if (match === undefined) {
    throw new CliError('session.not_found', `No session "${word}"`, {
      exitCode: notFound,
      hint: suggestion(word, known),
    });
  }
  if (others.length > 0) {
    const list = matches.map(({ session_id, name }) => `${session_id} (${name})`).join(', ');
    throw new CliError('session.ambiguous', `"${word}" can mean ${list}`, {
      exitCode: 2,
      hint: 'give more characters of the id',
    });
  }
  return match.session_id;
}

/** The server's "no such session", with the nearest one there is. */
export async function withSuggestion(error: unknown, word: unknown, client: Client): Promise<unknown> {
  if (typeof word !== 'string') return error;
  if (!(error instanceof RpcCallError) || !error.is('session.not_found')) return error;
  const hint = suggestion(word, await knownSessions(client));
  return new CliError(error.kind, error.message, { exitCode: exitCodeOf(error.code), hint, cause: error });
}
