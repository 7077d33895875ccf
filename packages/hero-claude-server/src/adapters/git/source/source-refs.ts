import { repoUnsupported } from '../../../domain/repo/repo-errors.ts';
import type { SourceRepo } from '../../../domain/repo/source-repo.ts';
import { type Git, isFatal } from '../git-command.ts';

export interface Ref {
  name: string;
  object: string;
  /** Another ref's name, for one such as `refs/remotes/origin/HEAD`. */
  target?: string;
}

export interface Head {
  /** `refs/heads/…`; null when detached. */
  ref: string | null;
  /** Null on a branch without commits. */
  commit: string | null;
}

/** The branches, tags and remote-tracking refs: all that a session may see of a repository's history. */
export async function readSourceRefs(
  git: Git,
  source: SourceRepo,
  signal?: AbortSignal,
): Promise<{ refs: Ref[]; head: Head }> {
  const place = { gitDir: source.gitDir };
  try {
    const [listed, symbolic, resolved] = await Promise.all([
      git(
        [
          'for-each-ref',
          '--format=%(objectname) %(refname) %(symref)',
          'refs/heads',
          'refs/tags',
          'refs/remotes',
        ],
        { place, signal },
      ),
      git(['symbolic-ref', '--quiet', 'HEAD'], { place, signal, okExitCodes: [0, 1] }),
      git(['rev-parse', '--verify', '--quiet', 'HEAD'], { place, signal, okExitCodes: [0, 1] }),
    ]);
    return {
      refs: parseRefs(listed.stdout.toString('utf8')),
      head: { ref: textOrNull(symbolic.stdout), commit: textOrNull(resolved.stdout) },
    };
  } catch (error) {
    if (!isFatal(error)) throw error;
    const reason = (error as { facts?: { stderr?: string } }).facts?.stderr ?? 'git refuses it';
    throw repoUnsupported({ repo: source.id, path: source.path, reason }, { cause: error });
  }
}

function parseRefs(text: string): Ref[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [object = '', name = '', target = ''] = line.split(' ');
      return target === '' ? { object, name } : { object, name, target };
    });
}

function textOrNull(output: Buffer): string | null {
  const text = output.toString('utf8').trim();
  return text === '' ? null : text;
}

/** The content of a `packed-refs` file, which must be sorted by bytes. */
export function renderPackedRefs(refs: readonly Ref[]): string {
  const lines = refs
    .filter((ref) => ref.target === undefined)
    .map((ref) => [Buffer.from(ref.name), `${ref.object} ${ref.name}\n`] as const)
    .sort(([a], [b]) => Buffer.compare(a, b))
    .map(([, line]) => line);
  return `# pack-refs with: sorted \n${lines.join('')}`;
}
