import type { RepoCommits } from 'hero-claude-sdk';
import type { Style } from '../output/output.ts';
import { count, relative } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';

export function commitsView(repos: readonly RepoCommits[], style: Style): string {
  return repos
    .flatMap(({ name, commits, uncommitted_files: uncommitted, next }) => [
      `${style.bold(visibleLine(name))}  ${count(commits.length, 'commit')}${uncommitted > 0 ? `, ${count(uncommitted, 'uncommitted file')}` : ''}`,
      ...commits.map(
        ({ sha, subject, author, date, additions, deletions }) =>
          `  ${style.yellow(sha.slice(0, 9))}  ${visibleLine(subject)}  ${style.dim(`${visibleLine(author)}, ${relative(date)}, +${additions} -${deletions}`)}`,
      ),
      ...(next === null ? [] : [style.dim(`  more: --repo ${name} --after ${next}`)]),
    ])
    .join('\n');
}
