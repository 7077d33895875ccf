import type { Call } from 'hero-rpc';
import { forgetCutTurn } from '../../../adapters/claude/journal/kept-facts.ts';
import type { SessionRecord } from '../../../adapters/store/session-record.ts';
import { containerNotFound } from '../../../domain/container/engine-errors.ts';
import { startCancelled } from '../../../domain/session/session-errors.ts';
import { surveySession } from '../look/survey.ts';
import type { SessionParts } from '../session-parts.ts';

const graceMs = 10_000;

/** Nothing is said to an agent that could not be ended afterwards. A container that is gone is fine. */
async function reachContainer({ engine }: SessionParts, containerId: string): Promise<void> {
  await engine.inspect(containerId).catch((error: unknown) => {
    if (!containerNotFound.is(error)) throw error;
  });
}

/**
 * Ends agent and container, keeps every line, and closes the way to the model. Nothing running is fine. When the
 * engine fails, the agent counts as running still and its end is news.
 * @param goesOn nobody has asked for this end: the next agent goes on with the turn that was cut
 */
export async function endAgent(
  parts: SessionParts,
  record: SessionRecord,
  { goesOn = false }: { goesOn?: boolean } = {},
): Promise<void> {
  const { db, agents, engine, gatewaySessions, records } = parts;
  const { sessionId, containerId } = record;
  if (containerId === null) {
    if (!goesOn) forgetCutTurn(db, sessionId);
    return;
  }
  await reachContainer(parts, containerId);
  try {
    await agents.end(sessionId);
    await engine.stop(containerId, graceMs);
    await engine.remove(containerId);
  } catch (error) {
    agents.watchOn(sessionId);
    throw error;
  }
  records.change(sessionId, { containerId: null });
  await agents.close(sessionId);
  if (!goesOn) forgetCutTurn(db, sessionId);
  await gatewaySessions.close(sessionId);
}

/** Stops the agent; files, branch and conversation stay, and a later start goes on with them. */
export async function stopSession(
  parts: SessionParts,
  sessionId: string,
  call: Pick<Call, 'user'>,
): Promise<SessionRecord> {
  const { steps, records, reached } = parts;
  if (steps.running(sessionId) === 'start')
    await steps.cut(sessionId, startCancelled({ session_id: sessionId }));
  const before = steps.check('stop', sessionId);
  if (before.status !== 'running') {
    // It was to go on by itself, perhaps.
    forgetCutTurn(parts.db, sessionId);
    return before.resume === null ? before : records.change(sessionId, { resume: null });
  }
  return steps.run({ action: 'stop', sessionId, call, during: 'stopping' }, async (record) => {
    if (record.containerId !== null) await reachContainer(parts, record.containerId);
    await parts.agents.quiet(sessionId);
    await reached('stop.quieted', sessionId);
    const lost = await surveySession(parts, record, parts.stopping).catch(() => undefined);
    await reached('stop.surveyed', sessionId);
    await endAgent(parts, record);
    await reached('stop.agent_ended', sessionId);
    return records.change(sessionId, {
      status: 'stopped',
      statusBefore: null,
      agent: null,
      resume: null,
      ...(lost !== undefined && { undelivered: lost.length > 0 }),
    });
  });
}
