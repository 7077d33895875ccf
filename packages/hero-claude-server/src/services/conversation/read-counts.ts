import type { Database } from '../../adapters/store/database.ts';
import { TurnStore } from '../../adapters/store/turn-store.ts';
import { parseAgentLine } from '../../domain/agent/agent-line.ts';
import { countsOf, type ProcessCounts } from '../../domain/conversation/carried-counts.ts';

/** What each process of a session's agent has counted, by generation. */
export function readCounts(db: Database, sessionId: string): Map<number, ProcessCounts> {
  const processes = new TurnStore(db).processResults(sessionId).map(({ generation, first, last }) => ({
    generation,
    first: parseAgentLine(first).value ?? {},
    last: parseAgentLine(last).value ?? {},
  }));
  return countsOf(processes);
}
