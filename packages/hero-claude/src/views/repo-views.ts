import type { RepoDetails, RepoSummary } from 'hero-claude-sdk';
import type { Style } from '../output/output.ts';
import { facts, table } from '../output/table.ts';
import { byteSize, count, relative } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';

function branchText(branch: string | null): string {
  return branch === null ? '(detached)' : visibleLine(branch);
}

export function repoTable(repos: readonly RepoSummary[], style: Style): string {
  if (repos.length === 0)
    return style.dim('no repositories under CODEROOT; hero-claude server info shows where it is');
  const rows = repos.map(({ name, branch, path }) => [
    visibleLine(name),
    branchText(branch),
    visibleLine(path),
  ]);
  return table(['repo', 'branch', 'path'], rows, style);
}

export function repoDetails(repo: RepoDetails, style: Style): string {
  const { last_commit: last, modified_files: modified, untracked_files: untracked } = repo;
  return facts(
    [
      ['repo', style.bold(visibleLine(repo.name))],
      ['path', visibleLine(repo.path)],
      ['branch', branchText(repo.branch)],
      [
        'last commit',
        last === null
          ? 'none'
          : `${last.sha.slice(0, 9)} ${visibleLine(last.subject)} (${visibleLine(last.author)}, ${relative(last.date)})`,
      ],
      ['changes', repo.dirty ? `${count(modified, 'modified file')}, ${untracked} untracked` : 'none'],
      ['size', byteSize(repo.size_bytes)],
      [
        'remotes',
        repo.remotes.map(({ name, url }) => `${visibleLine(name)}  ${visibleLine(url)}`).join('\n') || 'none',
      ],
      ['traits', repo.traits.join(', ') || undefined],
    ],
    style,
  );
}
