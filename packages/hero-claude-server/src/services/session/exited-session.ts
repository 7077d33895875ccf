import type { ContainerOutcome } from '../../adapters/docker/container-state.ts';
import { sessionFolder } from '../../domain/session-folder.ts';
import { exitError, tailOf } from './agent-exit.ts';
import type { SessionParts } from './session-parts.ts';
import { surveySoon } from './survey.ts';

/** The agent ended by itself: settles it as soon as no other step of the session is under way. */
export async function agentEndedByItself(
  parts: SessionParts,
  sessionId: string,
  outcome: ContainerOutcome,
): Promise<void> {
  {
    using _held = await parts.lock.hold(sessionId, 'settling the end of its agent');
    if (parts.records.find(sessionId)?.status !== 'running' || !parts.agents.has(sessionId)) return;
    await settleExit(parts, sessionId, outcome);
  }
  surveySoon(parts, sessionId);
}

/** What the agent wrote is kept, its container goes, the reason stays. */
export async function settleExit(
  parts: SessionParts,
  sessionId: string,
  outcome: ContainerOutcome,
): Promise<void> {
  const { records, agents, engine, gateway, operations, config } = parts;
  const record = records.get(sessionId);
  const { kind, message } = exitError(
    sessionId,
    outcome,
    await tailOf(sessionFolder(config.buildDir, sessionId).err),
  );
  const since = outcome.finishedAt ?? new Date().toISOString();
  operations.record({ operation: 'session.exited', session_id: sessionId, message, level: 'warn' });
  await agents.close(sessionId);
  if (record.containerId !== null) await engine.remove(record.containerId);
  await gateway.close(sessionId);
  records.change(sessionId, {
    status: 'stopped',
    statusBefore: null,
    containerId: null,
    agent: { state: 'exited', since, exit_code: outcome.exitCode },
    problem: { kind, message, since },
  });
}
