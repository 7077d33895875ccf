import { nearest } from 'hero-rpc';
import { repoBadBranch, repoNoCommits, repoUnknownBase } from '../../../domain/repo/repo-errors.ts';
import type { SourceRepo } from '../../../domain/repo/source-repo.ts';
import type { Shadow } from '../copy/shadow-repo.ts';
import type { Git } from '../git-command.ts';
import type { Head, Ref } from './source-refs.ts';

/** The commit a session starts from: HEAD, or what the caller named. */
export async function resolveBase(
  git: Git,
  source: SourceRepo,
  shadow: Shadow,
  history: { refs: readonly Ref[]; head: Head },
  base: string | undefined,
  signal?: AbortSignal,
): Promise<{ ref: string; commit: string }> {
  const { refs, head } = history;
  if (base === undefined) {
    if (head.commit === null) throw repoNoCommits({ repo: source.id, path: source.path });
    return { ref: head.ref ?? 'HEAD', commit: head.commit };
  }
  const { stdout, exitCode } = await git(
    ['rev-parse', '--verify', '--quiet', '--end-of-options', `${base}^{commit}`],
    { place: shadow.place, signal, okExitCodes: [0, 1, 128] },
  );
  const commit = stdout.toString('latin1').trim();
  if (exitCode !== 0 || commit === '') {
    const names = refs.map((ref) => ref.name.replace(/^refs\/(heads|tags|remotes)\//, ''));
    throw repoUnknownBase({ repo: source.id, base, nearest: nearest(base, names) ?? null });
  }
  const candidates = [
    base,
    `refs/${base}`,
    `refs/tags/${base}`,
    `refs/heads/${base}`,
    `refs/remotes/${base}`,
  ];
  const ref = candidates.find((name) => refs.some((known) => known.name === name));
  return { ref: ref ?? commit, commit };
}

export async function checkBranchName(
  git: Git,
  source: SourceRepo,
  shadow: Shadow,
  branch: string,
  signal?: AbortSignal,
): Promise<void> {
  const { exitCode } = await git(['check-ref-format', `refs/heads/${branch}`], {
    place: shadow.place,
    signal,
    okExitCodes: [0, 1, 128],
  });
  if (exitCode !== 0) throw repoBadBranch({ repo: source.id, branch });
}
