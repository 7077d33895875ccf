import { Readable } from 'node:stream';
import { isObjectId } from '../../../domain/object-id.ts';
import { copyGit, type SessionCopy, tryCopyGit } from './container-git.ts';

/** A branch, tag or stash of a session copy with commits that HEAD does not have. */
export interface UndeliveredRef {
  ref: string;
  commits: number;
}

/** Beyond this many the list is cut; nobody reads on. */
const maxRefs = 100;
const maxListBytes = 8 * 1024 ** 2;

/**
 * Finds work beside HEAD. `known` are the commits the session was made from: what they reach is the
 * user's own and is not looked at.
 */
export async function undeliveredRefs(
  copy: SessionCopy,
  head: string | null,
  known: readonly string[],
  signal?: AbortSignal,
): Promise<UndeliveredRef[]> {
  const passedOver = new Set(head === null ? known : [head, ...known]);
  const refs = (await branchesAndTags(copy, signal)).filter(({ oid }) => !passedOver.has(oid));
  const undelivered: UndeliveredRef[] = [];
  for (const { oid, ref } of refs.slice(0, maxRefs)) {
    const commits = await commitsBeside(copy, oid, passedOver, signal);
    if (commits > 0) undelivered.push({ ref, commits });
  }
  return [...undelivered, ...(await stashes(copy, signal))].slice(0, maxRefs);
}

async function branchesAndTags(
  copy: SessionCopy,
  signal?: AbortSignal,
): Promise<{ oid: string; ref: string }[]> {
  const listing = await copyGit(
    copy,
    ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads', 'refs/tags'],
    { step: 'listing branches', maxOutputBytes: maxListBytes, signal },
  );
  return listing.split('\n').flatMap((line) => {
    const space = line.indexOf(' ');
    const oid = line.slice(0, space);
    return isObjectId(oid) ? [{ oid, ref: line.slice(space + 1).replace(/^refs\/heads\//, '') }] : [];
  });
}

/** How many commits one reaches and the others do not. */
export async function commitsBeside(
  copy: SessionCopy,
  oid: string,
  known: Iterable<string>,
  signal?: AbortSignal,
): Promise<number> {
  const input = `${[oid, ...[...known].map((other) => `^${other}`)].join('\n')}\n`;
  const result = await tryCopyGit(copy, ['rev-list', '--count', '--ignore-missing', '--stdin'], {
    step: 'looking for undelivered work',
    stdin: Readable.from([Buffer.from(input)]),
    signal,
  });
  const commits = Number.parseInt(result.stdout, 10);
  return Number.isSafeInteger(commits) && commits > 0 ? commits : 0;
}

async function stashes(copy: SessionCopy, signal?: AbortSignal): Promise<UndeliveredRef[]> {
  const result = await tryCopyGit(copy, ['reflog', 'show', '--format=%H', 'refs/stash', '--'], {
    step: 'listing stashes',
    signal,
  });
  if (result.exitCode !== 0) return [];
  const entries = result.stdout.split('\n').filter(isObjectId);
  return entries.map((_, index) => ({ ref: `stash@{${index}}`, commits: 1 }));
}
