import type { SyncResult } from 'hero-claude-sdk';
import type { Style } from '../output/output.ts';
import { count } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';

export function syncView({ repos }: SyncResult, style: Style): string {
  return repos
    .flatMap(({ name, merged, commits, conflicts, base_commit: base }) => [
      `${style.bold(visibleLine(name))}  ${merged ? `merged ${count(commits, 'commit')}, now from ${base.slice(0, 9)}` : 'nothing new'}`,
      ...conflicts.map((path) => `  ${style.yellow('conflict')}  ${visibleLine(path)}`),
    ])
    .join('\n');
}
