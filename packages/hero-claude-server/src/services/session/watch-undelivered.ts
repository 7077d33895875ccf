import type { AgentState } from '../../domain/agent.ts';
import type { SessionParts } from './session-parts.ts';
import { surveySession } from './survey.ts';

/** Keeps the agent's state on record, and looks for undelivered work each time it comes to rest. */
export function agentStateRecorder(parts: SessionParts): (sessionId: string, state: AgentState) => void {
  const { records, lock, log, stopping } = parts;
  const survey = async (sessionId: string) => {
    const record = records.find(sessionId);
    if (record === undefined || record.status !== 'running') return;
    const undelivered = (await surveySession(parts, record, stopping)).length > 0;
    if (records.find(sessionId)?.status === 'running' && undelivered !== record.undelivered) {
      records.change(sessionId, { undelivered });
    }
  };
  return (sessionId, state) => {
    const before = records.find(sessionId)?.agent?.state;
    records.change(sessionId, { agent: state });
    if (state.state !== 'idle' || before === undefined || before === 'idle' || before === 'starting') return;
    lock
      .queue(`survey ${sessionId}`, () => survey(sessionId))
      .catch((error: unknown) => {
        if (!stopping.aborted)
          log.info({ err: error, session_id: sessionId }, 'undelivered work could not be counted');
      });
  };
}
