import { AgentFacts } from '../../../domain/agent/agent-facts.ts';
import type { Database } from '../../store/database.ts';
import { JournalStore } from '../../store/journal-store.ts';

/** What was last known of the agent of a session, whether it runs or not; null when nothing can be read. */
export function keptFacts(db: Database, sessionId: string): AgentFacts | null {
  const { facts } = new JournalStore(db).get(sessionId);
  return facts === null ? null : (AgentFacts.safeParse(JSON.parse(facts)).data ?? null);
}

/** The end of the agent was asked for: no later one goes on with the turn that was cut. None may be running. */
export function forgetCutTurn(db: Database, sessionId: string): void {
  const facts = keptFacts(db, sessionId);
  if (facts === null || (facts.cutTurn === null && facts.unanswered.length === 0)) return;
  const kept = JSON.stringify({ ...facts, cutTurn: null, cutFrom: null, unanswered: [] });
  new JournalStore(db).saveGeneration(sessionId, facts.generation, kept);
}
