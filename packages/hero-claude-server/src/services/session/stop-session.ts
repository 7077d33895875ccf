import type { Call } from 'hero-rpc';
import type { SessionRecord } from '../../adapters/store/session-record.ts';
import type { SessionParts } from './session-parts.ts';
import { surveySession } from './survey.ts';

const graceMs = 10_000;

/** Ends agent and container, keeps every line, and closes the way to the model. Nothing running is fine. */
export async function endAgent(parts: SessionParts, record: SessionRecord): Promise<void> {
  const { agents, engine, gateway, records } = parts;
  const { sessionId, containerId } = record;
  if (containerId === null) return;
  await agents.end(sessionId);
  await engine.stop(containerId, graceMs);
  await agents.close(sessionId);
  await engine.remove(containerId);
  await gateway.close(sessionId);
  records.change(sessionId, { containerId: null });
}

/** Stops the agent; files, branch and conversation stay, and a later start goes on with them. */
export async function stopSession(
  parts: SessionParts,
  sessionId: string,
  call: Pick<Call, 'user'>,
): Promise<SessionRecord> {
  const { steps, records } = parts;
  const before = steps.check('stop', sessionId);
  if (before.status !== 'running') return before;
  return steps.run({ action: 'stop', sessionId, call, during: 'stopping' }, async (record) => {
    await parts.agents.quiet(sessionId);
    const lost = await surveySession(parts, record, parts.stopping).catch(() => undefined);
    await endAgent(parts, record);
    return records.change(sessionId, {
      status: 'stopped',
      statusBefore: null,
      agent: null,
      ...(lost !== undefined && { undelivered: lost.length > 0 }),
    });
  });
}
