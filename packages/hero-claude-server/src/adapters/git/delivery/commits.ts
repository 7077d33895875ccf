import { isObjectId } from '../../../domain/object-id.ts';
import { splitNul } from './nul-records.ts';
import { type Vault, vaultGit } from './vault-git.ts';

export interface CommitsOptions {
  vault: Vault;
  /** Commits this one reaches are left out; null leaves out none. */
  from: string | null;
  to: string;
  /** Commits to pass over; `next` of the page before. */
  after?: number | undefined;
  limit?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface Person {
  name: string;
  email: string;
  /** ISO 8601 with offset. */
  date: string;
}

export interface ListedCommit {
  sha: string;
  parents: string[];
  subject: string;
  body: string;
  author: Person;
  committer: Person;
  /** Against the first parent. */
  filesChanged: number;
  additions: number;
  deletions: number;
}

export interface CommitsPage {
  /** Newest first. */
  commits: ListedCommit[];
  /** For `after`; null on the last page. */
  next: number | null;
}

const defaultLimit = 50;
const maxBodyLength = 64 * 1024;
const fields = ['%H', '%P', '%s', '%b', '%an', '%ae', '%aI', '%cn', '%ce', '%cI'];

/** Lists what one commit of a vault has and another has not. */
export async function commits(options: CommitsOptions): Promise<CommitsPage> {
  const { vault, from, to, after = 0, limit = defaultLimit, signal } = options;
  const paging = [`--skip=${after}`, `--max-count=${limit + 1}`];
  const format = [
    '-z',
    '--topo-order',
    '--encoding=UTF-8',
    '--no-notes',
    `--format=tformat:${fields.join('%x00')}`,
  ];
  const range = from === null ? [to] : [to, `^${from}`];
  const out = await vaultGit(vault, ['log', ...paging, ...format, ...range, '--'], {
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

type Counts = Pick<ListedCommit, 'filesChanged' | 'additions' | 'deletions'>;

function noCounts(): Counts {
  return { filesChanged: 0, additions: 0, deletions: 0 };
}

/** A fixed number of fields per commit, each ended by NUL: no field can hold one. */
function parseLog(out: Buffer): Omit<ListedCommit, keyof Counts>[] {
  const texts = splitNul(out).map((field) => field.toString());
  const found: Omit<ListedCommit, keyof Counts>[] = [];
  for (let start = 0; start + fields.length <= texts.length; start += fields.length) {
    const [sha = '', parents = '', subject = '', body = '', ...people] = texts.slice(
      start,
      start + fields.length,
    );
    const [name = '', email = '', date = '', cname = '', cemail = '', cdate = ''] = people;
    found.push({
      sha,
      parents: parents.split(' ').filter(isObjectId),
      subject,
      body: body.trimEnd().slice(0, maxBodyLength),
      author: { name, email, date },
      committer: { name: cname, email: cemail, date: cdate },
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
  const out = await vaultGit(vault, [...args, '--no-ext-diff', '--no-textconv'], {
    step: 'counting changes',
    stdin: page.map(({ sha }) => `${sha}\n`).join(''),
    maxOutputBytes: 256 * 1024 ** 2,
    signal,
  });
  return parseCounts(out);
}

/** Reads `diff-tree --stdin --numstat -z`: an id, then a record per file; a rename has its paths apart. */
export function parseCounts(out: Buffer): Map<string, Counts> {
  const counts = new Map<string, Counts>();
  const records = splitNul(out);
  let current = noCounts();
  for (let index = 0; index < records.length; index += 1) {
    const record = records[index]?.toString('latin1') ?? '';
    if (isObjectId(record)) {
      current = noCounts();
      counts.set(record, current);
      continue;
    }
    const [additions = '', deletions = '', ...path] = record.split('\t');
    if (path.join('\t') === '') index += 2;
    current.filesChanged += 1;
    current.additions += Number(additions) || 0;
    current.deletions += Number(deletions) || 0;
  }
  return counts;
}
