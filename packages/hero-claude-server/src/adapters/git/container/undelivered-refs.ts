import { Readable } from 'node:stream';
import { isObjectId } from '../../../domain/delivery/object-id.ts';
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
    const commits = await commitsBeside(copy, [oid], passedOver, signal);
    if (commits > 0) undelivered.push({ ref, commits });
  }
  undelivered.push(...(await stashes(copy, signal)));
  const rest = refs.slice(maxRefs);
  const restCommits = rest.length === 0 ? 0 : await commitsBeside(copy, oidsOf(rest), passedOver, signal);
  const shown = undelivered.slice(0, maxRefs);
  return restCommits === 0
    ? shown
    : [...shown, { ref: `${rest.length} more branches and tags`, commits: restCommits }];
}

function oidsOf(refs: readonly { oid: string }[]): string[] {
  return refs.map(({ oid }) => oid);
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

/** How many commits some reach and the others do not; one where that cannot be told, so that it passes for work. */
export async function commitsBeside(
  copy: SessionCopy,
  oids: readonly string[],
  known: Iterable<string>,
  signal?: AbortSignal,
): Promise<number> {
  const input = `${[...oids, ...[...known].map((other) => `^${other}`)].join('\n')}\n`;
  const result = await tryCopyGit(copy, ['rev-list', '--count', '--ignore-missing', '--stdin'], {
    step: 'looking for undelivered work',
    stdin: Readable.from([Buffer.from(input)]),
    signal,
  });
  const commits = Number.parseInt(result.stdout, 10);
  return result.exitCode === 0 && Number.isSafeInteger(commits) ? Math.max(commits, 0) : 1;
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
