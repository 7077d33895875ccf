import { TurnStore } from '../../adapters/store/turn-store.ts';
import { parseAgentLine } from '../../domain/agent/agent-line.ts';
import { cumulativeOf } from '../../domain/conversation/turn-summary.ts';
import { nothingUsed, type SessionUsage } from '../../domain/money/usage.ts';
import type { ConversationParts } from './conversation-parts.ts';

/** What the session has used: as the gateway counted it, and what the agent says that cost. */
export async function readUsage(
  { db, records, gateway }: Pick<ConversationParts, 'db' | 'records' | 'gateway'>,
  sessionId: string,
): Promise<SessionUsage> {
  const { startedAt } = records.get(sessionId);
  const counted = startedAt === null ? nothingUsed : await gateway.usage(sessionId);
  const costs = new TurnStore(db).lastResults(sessionId).map((line) => {
    const { value } = parseAgentLine(line);
    return value === null ? 0 : cumulativeOf(value).costUsd;
  });
  return {
    ...counted,
    session_id: sessionId,
    agent_cost_usd: costs.reduce((sum, cost) => sum + cost, 0),
  };
}
