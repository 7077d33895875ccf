import type { SessionRecord } from '../../../adapters/store/session-record.ts';
import { sessionBusy } from '../../../domain/session/session-errors.ts';
import type { SessionParts } from '../session-parts.ts';

const quiet = new Set(['idle', 'exited']);

/** Makes sure that the agent does not work: refuses, or interrupts it and waits until it is idle. */
export async function quietAgent(
  { agents }: SessionParts,
  record: SessionRecord,
  interrupt: boolean,
): Promise<void> {
  const { sessionId, status, agent } = record;
  // After a start of the server nobody knows yet what the agent does: the row is of before.
  if (status === 'running' && !agents.has(sessionId)) {
    throw sessionBusy({ session_id: sessionId, doing: 'the server is taking its agent up again' });
  }
  if (status !== 'running' || agent === null || quiet.has(agent.state)) return;
  if (!interrupt) throw sessionBusy({ session_id: sessionId, doing: `the agent is ${agent.state}` });
  await agents.interrupt(sessionId);
}
