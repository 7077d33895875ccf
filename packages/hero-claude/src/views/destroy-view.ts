import type { DestroyResult, LostWork } from 'hero-claude-sdk';
import type { Style } from '../output/output.ts';
import { count, relative } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';

/** What destroy would take away from one repository. */
export function lostWork({ repo, uncommitted_files: files, commits, refs }: LostWork): string {
  const parts = [
    ...(files > 0 ? [count(files, 'uncommitted file')] : []),
    ...(commits > 0 ? [count(commits, 'undelivered commit')] : []),
    ...refs.map(({ ref, commits: own }) => `${count(own, 'commit')} on ${visibleLine(ref)}`),
  ];
  return `${visibleLine(repo)}  ${parts.join(', ')}`;
}

export function destroyView(result: DestroyResult, style: Style): string {
  const { session_id: id, destroyed, would_lose: lost, restorable_until: until } = result;
  if (!destroyed) {
    return lost.length === 0
      ? `${id}  nothing would be lost`
      : [`${id}  ${style.yellow('would lose')}`, ...lost.map((work) => `  ${lostWork(work)}`)].join('\n');
  }
  return [
    `${id}  moved to the trash${until === null ? '' : `, gone for good ${relative(until)}`}`,
    ...lost.map((work) => `  took along  ${lostWork(work)}`),
    style.dim(`hero-claude session restore ${id} brings it back`),
  ].join('\n');
}
