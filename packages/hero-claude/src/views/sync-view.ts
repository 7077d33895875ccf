import type { SyncedRepo, SyncResult } from 'hero-claude-sdk';
import type { Style } from '../output/output.ts';
import { count } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';

function outcome({ merged, commits, conflicts, base_commit: base }: SyncedRepo, handedOver: boolean): string {
  if (merged) return `merged ${count(commits, 'commit')}, now from ${base.slice(0, 9)}`;
  if (conflicts.length === 0) return 'nothing new';
  const files = count(conflicts.length, 'file');
  return handedOver ? `the agent has ${files} in conflict to settle` : `not merged: ${files} in conflict`;
}

/** What sync brought in, and what it could not. */
export function syncView({ session, repos }: SyncResult, style: Style, handedOver: boolean): string {
  const refused = !handedOver && repos.some(({ conflicts }) => conflicts.length > 0);
  return [
    ...repos.flatMap((repo) => [
      `${style.bold(visibleLine(repo.name))}  ${outcome(repo, handedOver)}`,
      ...repo.conflicts.map((path) => `  ${style.yellow('conflict')}  ${visibleLine(path)}`),
    ]),
    ...(refused
      ? [`leave it to the agent: hero-claude session sync ${session.session_id} --conflicts hand_over`]
      : []),
  ].join('\n');
}
