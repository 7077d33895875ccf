import type { AgentState } from '../../../domain/agent/agent.ts';
import { surveySoon } from '../look/survey.ts';
import type { SessionParts } from '../session-parts.ts';

/** Keeps the agent's state on record, and looks for undelivered work each time it comes to rest. */
export function agentStateRecorder(parts: SessionParts): (sessionId: string, state: AgentState) => void {
  return (sessionId, state) => {
    const before = parts.records.find(sessionId)?.agent?.state;
    parts.records.change(sessionId, { agent: state });
    const cameToRest =
      state.state === 'idle' && before !== undefined && before !== 'idle' && before !== 'starting';
    if (cameToRest) surveySoon(parts, sessionId);
  };
}
