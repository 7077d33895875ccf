import type { Session } from 'hero-claude-sdk';
import { Badge } from '../ui/badge.tsx';
import { stateWords } from './state-words.ts';

/** What a session is doing, in a word and a colour; the reason is its title. */
export function StateBadge({ session }: { session: Session }) {
  const { label, tone, moving, reason } = stateWords(session);
  return (
    <Badge tone={tone} dot={moving ? 'moving' : 'still'} title={reason}>
      {label}
    </Badge>
  );
}
