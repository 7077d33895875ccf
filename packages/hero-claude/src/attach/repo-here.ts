import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import type { Client } from 'hero-claude-sdk';
import { usageError } from '../cli-error.ts';

/** The repository below CODEROOT that the current folder belongs to. */
export async function repoHere(client: Client, signal: AbortSignal): Promise<string> {
  const [here, repos] = await Promise.all([realpath(process.cwd()), client.repo.list({}, { signal })]);
  const found = repos.find(({ path }) => here === path || here.startsWith(path + sep));
  if (found !== undefined) return found.name;
  throw usageError(
    '--repo is missing, and the current folder is in no repository of CODEROOT',
    'hero-claude repo list shows those there are',
  );
}
