import type { SessionRepo } from 'hero-claude-sdk';
import { visibleLine } from '../safe/visible-text.ts';

/** Where the work of a repository has gone. */
export function deliveryWords({ commits, pushed, remote }: NonNullable<SessionRepo['delivery']>): string {
  if (commits === 0) return 'nothing to deliver';
  const count = `${commits} ${commits === 1 ? 'commit' : 'commits'}`;
  return pushed ? `${count} pushed to ${visibleLine(remote ?? 'its remote')}` : `${count}, not pushed`;
}
