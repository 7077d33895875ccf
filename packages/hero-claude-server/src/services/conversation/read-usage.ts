import { costOf } from '../../domain/conversation/carried-counts.ts';
import { nothingUsed, type SessionUsage } from '../../domain/money/usage.ts';
import type { ConversationParts } from './conversation-parts.ts';
import { readCounts } from './read-counts.ts';

/** What the session has used: as the gateway counted it, and what the agent says that cost. */
export async function readUsage(
  { db, records, gateway }: Pick<ConversationParts, 'db' | 'records' | 'gateway'>,
  sessionId: string,
): Promise<SessionUsage> {
  const { startedAt } = records.get(sessionId);
  const counted = startedAt === null ? nothingUsed : await gateway.usage(sessionId);
  return {
    ...counted,
    session_id: sessionId,
    agent_cost_usd: costOf(readCounts(db, sessionId)),
  };
}
