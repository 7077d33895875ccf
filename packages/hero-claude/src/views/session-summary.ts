import type { Session } from 'hero-claude-sdk';
import type { Style } from '../output/output.ts';
import { count } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';
import { agentText, baseText, statusText } from './session-words.ts';

/** A session after something was done to it: where it stands, and its branches. */
export function sessionSummary(session: Session, style: Style): string {
  const { session_id: id, name, agent, problem, repos } = session;
  const state = agent === null || session.status !== 'running' ? '' : `, agent ${agentText(session, style)}`;
  return [
    `${style.bold(id)}  ${visibleLine(name)}  ${statusText(session, style)}${state}`,
    ...repos.flatMap((repo) => [
      `  ${visibleLine(repo.name)}  ${style.cyan(visibleLine(repo.branch))}  from ${baseText(repo)}`,
      ...(repo.uncommitted_files > 0
        ? [`    with ${count(repo.uncommitted_files, 'uncommitted file')} of yours`]
        : []),
      ...repo.notes.map((note) => `    ${visibleLine(note)}`),
    ]),
    ...session.notices.map((notice) => `  ${style.yellow('note')}  ${visibleLine(notice)}`),
    ...(problem === null ? [] : [`  ${style.red('problem')}  ${visibleLine(problem.message)}`]),
  ].join('\n');
}
