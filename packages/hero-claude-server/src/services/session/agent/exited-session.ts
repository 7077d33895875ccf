import type { ContainerOutcome } from '../../../adapters/docker/container/container-state.ts';
import { type AutoResume, hasProvenItself, nextResume } from '../../../domain/agent/auto-resume.ts';
import type { Problem } from '../../../domain/session/session.ts';
import { sessionFolder } from '../../../domain/session/session-folder.ts';
import { surveySoon } from '../look/survey.ts';
import type { SessionParts } from '../session-parts.ts';
import { exitError, isLaunchFailure, tailOf } from './agent-exit.ts';
import { crashLoop } from './crash-loop.ts';

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

interface Sequel {
  resume: AutoResume | null;
  problem: Problem | null;
}

/** What has no cure in trying again is a problem at once; everything else when it does not get better. */
function sequelOf(
  parts: SessionParts,
  sessionId: string,
  outcome: ContainerOutcome,
  { kind, message }: { kind: string; message: string },
): Sequel {
  const since = outcome.finishedAt ?? new Date().toISOString();
  if (outcome.oomKilled || isLaunchFailure(outcome))
    return { resume: null, problem: { kind, message, since } };
  const { resume } = parts.records.get(sessionId);
  const before = hasProvenItself(outcome) ? null : resume;
  const next = nextResume(before, message, Date.now(), parts.config.resume);
  if (next !== null) return { resume: next, problem: null };
  const problem = before ? crashLoop(sessionId, before.attempt, message) : { kind, message, since };
  return { resume: null, problem };
}

/** What the agent wrote is kept, its container goes, the reason stays, also when the engine fails meanwhile. */
export async function settleExit(
  parts: SessionParts,
  sessionId: string,
  outcome: ContainerOutcome,
): Promise<void> {
  const { records, agents, operations, config, log, resumeSoon } = parts;
  const error = exitError(sessionId, outcome, await tailOf(sessionFolder(config.buildDir, sessionId).err));
  const since = outcome.finishedAt ?? new Date().toISOString();
  operations.record({
    operation: 'session.exited',
    session_id: sessionId,
    message: error.message,
    level: 'warn',
  });
  await agents.close(sessionId);
  await dropContainer(parts, sessionId).catch((error: unknown) => {
    log.warn({ err: error, session_id: sessionId }, 'the container of an ended agent could not be removed');
  });
  records.change(sessionId, {
    status: 'stopped',
    statusBefore: null,
    agent: { state: 'exited', since, exit_code: outcome.exitCode },
    ...sequelOf(parts, sessionId, outcome, error),
  });
  resumeSoon();
}

/** Removes the container of an agent that has ended; with it goes the way to the model. */
export async function dropContainer(
  { records, engine, gatewaySessions }: SessionParts,
  sessionId: string,
): Promise<void> {
  const { containerId } = records.get(sessionId);
  if (containerId !== null) await engine.remove(containerId);
  records.change(sessionId, { containerId: null });
  await gatewaySessions.close(sessionId);
}
