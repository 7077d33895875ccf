import { realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { Client } from 'hero-claude-sdk';
import { CliError, usageError } from '../cli-error.ts';
import { exitCodeOf } from '../output/exit-code.ts';

const hint = 'hero-claude repo list shows those there are';

async function realPathOf(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

/** The id of the repository below CODEROOT that a folder is, or is in. */
async function repoAt(folder: string, client: Client, signal: AbortSignal): Promise<string | undefined> {
  const [wanted, repos] = await Promise.all([realPathOf(folder), client.repo.list({}, { signal })]);
  const places = await Promise.all(
    repos.map(async ({ name, path }) => ({ name, path: await realPathOf(path) })),
  );
  return places.find(({ path }) => wanted === path || wanted.startsWith(path + sep))?.name;
}

/** The repository that the current folder belongs to. */
export async function repoHere(client: Client, signal: AbortSignal): Promise<string> {
  const found = await repoAt(process.cwd(), client, signal);
  if (found !== undefined) return found;
  throw usageError('--repo is missing, and the current folder is in no repository of CODEROOT', hint);
}

/** No id begins or ends like this: whoever writes so means a place. */
const isPlace = /^(\/|\.{1,2}(\/|$))/;

/** The id a person means: an id as it is, or that of the repository at a path. */
export async function resolveRepo(word: string, client: Client, signal: AbortSignal): Promise<string> {
  if (!isPlace.test(word)) return word;
  const found = await repoAt(resolve(word), client, signal);
  if (found !== undefined) return found;
  throw new CliError('repo.not_found', `No repository of CODEROOT is at ${resolve(word)}`, {
    exitCode: exitCodeOf(-32001),
    hint,
  });
}
