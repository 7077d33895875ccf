import type { Commit, RepoCommits } from '../../../domain/delivery/diff.ts';
import { isObjectId } from '../../../domain/delivery/object-id.ts';
import { rawPathText, splitNul } from '../../../domain/session/raw-path.ts';
import {
  readLimits,
  tryVaultGit,
  usedUpItsMeans,
  type Vault,
  vaultFailure,
  vaultGit,
} from '../vault/vault-git.ts';

export interface CommitsRange {
  /** Commits this one reaches are left out; null leaves out none. */
  from: string | null;
  /** null has no commits. */
  to: string | null;
  /** Commits to pass over; `next` of the page before. */
  after?: number | undefined;
  limit?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** Newest first. */
export type CommitsPage = Pick<RepoCommits, 'commits' | 'next'>;

const defaultLimit = 50;
const maxBodyLength = 64 * 1024;
/** Of a page of commits; what they cut off is not counted. */
const maxCountBytes = 24 * 1024 ** 2;
const countLimits = { ...readLimits, cpuSeconds: 30 };
const fields = ['%H', '%s', '%b', '%an', '%ae', '%aI', '%cn'];

/** Lists what one commit of a vault has and another has not. */
export async function commits(vault: Vault, range: CommitsRange): Promise<CommitsPage> {
  const { from, to, after = 0, limit = defaultLimit, signal } = range;
  if (to === null) return { commits: [], next: null };
  const paging = [`--skip=${after}`, `--max-count=${limit + 1}`];
  const format = [
    '-z',
    '--topo-order',
    '--encoding=UTF-8',
    '--no-notes',
    `--format=tformat:${fields.join('%x00')}`,
  ];
  const revs = from === null ? [to] : [to, `^${from}`];
  const out = await vaultGit(vault, ['log', ...paging, ...format, ...revs, '--'], {
    step: 'listing commits',
    signal,
  });
  const listed = parseLog(out);
  const page = listed.slice(0, limit);
  const counts = await countsOf(vault, page, signal);
  return {
    commits: page.map((commit) => ({ ...commit, ...(counts.get(commit.sha) ?? noCounts()) })),
    next: listed.length > limit ? after + limit : null,
  };
}

/** Against the first parent. */
type Counts = Pick<Commit, 'files_changed' | 'additions' | 'deletions'>;

function noCounts(): Counts {
  return { files_changed: 0, additions: 0, deletions: 0 };
}

/** A fixed number of fields per commit, each ended by NUL: no field can hold one. */
function parseLog(out: Buffer): Omit<Commit, keyof Counts>[] {
  const texts = splitNul(out).map(rawPathText);
  const found: Omit<Commit, keyof Counts>[] = [];
  for (let start = 0; start + fields.length <= texts.length; start += fields.length) {
    const [sha = '', subject = '', body = '', author = '', email = '', date = '', committer = ''] =
      texts.slice(start);
    found.push({
      sha,
      subject,
      body: body.trimEnd().slice(0, maxBodyLength),
      author,
      email,
      date,
      committer,
    });
  }
  return found;
}

async function countsOf(
  vault: Vault,
  page: readonly { sha: string }[],
  signal: AbortSignal | undefined,
): Promise<Map<string, Counts>> {
  const args = [
    'diff-tree',
    '--stdin',
    '-r',
    '-z',
    '--root',
    '--numstat',
    '-M',
    '--diff-merges=first-parent',
  ];
  const command = [...args, '--no-ext-diff', '--no-textconv'];
  const result = await tryVaultGit(vault, command, {
    step: 'counting changes',
    stdin: page.map(({ sha }) => `${sha}\n`).join(''),
    maxOutputBytes: maxCountBytes,
    endAtMaxOutput: true,
    limits: countLimits,
    signal,
  });
  if (result.exitCode !== 0 && !result.truncated && !usedUpItsMeans(result))
    throw vaultFailure(vault, command, result);
  return parseCounts(result.stdout);
}

/** Reads `diff-tree --stdin --numstat -z`: an id, then a record per file; a rename has its paths apart. */
export function parseCounts(out: Buffer): Map<string, Counts> {
  const counts = new Map<string, Counts>();
  const records = splitNul(out);
  let current = noCounts();
  for (let index = 0; index < records.length; index += 1) {
    const record = records[index] ?? '';
    if (isObjectId(record)) {
      current = noCounts();
      counts.set(record, current);
      continue;
    }
    const [additions = '', deletions = '', ...path] = record.split('\t');
    if (path.join('\t') === '') index += 2;
    current.files_changed += 1;
    current.additions += Number(additions) || 0;
    current.deletions += Number(deletions) || 0;
  }
  return counts;
}
