import type { FinishedRepo, FinishResult } from 'hero-claude-sdk';
import type { Style } from '../output/output.ts';
import { count } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';

function repoLines(repo: FinishedRepo, style: Style): string[] {
  const { name, branch, commits, commit, pushed, remote, pr_url: url, reason, undelivered, notes } = repo;
  const shown = style.bold(visibleLine(name));
  const head = pushed
    ? `${shown}  ${style.green('pushed')} ${count(commits, 'commit')} to ${style.cyan(visibleLine(branch))}${remote === null ? '' : ` on ${visibleLine(remote)}`}${commit === null ? '' : `  ${commit.slice(0, 9)}`}`
    : `${shown}  ${style.yellow('nothing pushed')}${reason === undefined ? '' : `: ${visibleLine(reason)}`}`;
  const request =
    url !== null
      ? [`pull request ${visibleLine(url)}`]
      : pushed && reason !== undefined
        ? [visibleLine(reason)]
        : [];
  return [
    head,
    ...[
      ...request,
      ...notes.map(visibleLine),
      ...undelivered.map(
        ({ ref, commits: left }) => `not delivered: ${count(left, 'commit')} on ${visibleLine(ref)}`,
      ),
    ].map((line) => `  ${line}`),
  ];
}

/** What finish brought out, and what it left behind. */
export function finishView({ session, repos }: FinishResult, style: Style): string {
  return [
    ...repos.flatMap((repo) => repoLines(repo, style)),
    `${session.session_id}  ${session.status}`,
  ].join('\n');
}
