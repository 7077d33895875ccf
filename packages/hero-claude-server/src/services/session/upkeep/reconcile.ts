import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerSummary } from '../../../adapters/docker/container/containers.ts';
import { SessionId } from '../../../domain/ids.ts';
import { isUnsettled, settleSession } from '../agent/settle-session.ts';
import { surveySoon } from '../look/survey.ts';
import type { SessionParts } from '../session-parts.ts';

/** Says what of ours is there that no session explains. It is never removed on doubt. */
function reportStrangers({ records, operations }: SessionParts, containers: ContainerSummary[]): void {
  for (const { name, sessionId, role } of containers) {
    const owner = sessionId === undefined ? undefined : records.find(sessionId);
    if (role !== 'agent' || (owner !== undefined && owner.status !== 'destroyed')) continue;
    operations.record({
      operation: 'container.unknown',
      message: `container ${name} carries our labels but belongs to no session; look at it and remove it yourself`,
      level: 'warn',
    });
  }
}

/** Folders that look like sessions and are none of ours: somebody else's, or the rest of a lost database. */
async function reportFolders({ config, records, operations }: SessionParts): Promise<void> {
  for (const dir of [config.buildDir, join(config.buildDir, '.trash')]) {
    for (const name of await readdir(dir).catch(() => [])) {
      if (!SessionId.safeParse(name).success || records.find(name) !== undefined) continue;
      operations.record({
        operation: 'folder.unknown',
        message: `${join(dir, name)} looks like a session but no session has that id; it is left alone`,
        level: 'warn',
      });
    }
  }
}

/** Settles one session unless a step of it is under way, which then knows better. */
async function settleUnlessBusy(parts: SessionParts, sessionId: string): Promise<void> {
  const { records, lock, log, agents, stopping } = parts;
  if (agents.has(sessionId)) return;
  using held = lock.tryHold(sessionId, 'settling what the last run of the server left');
  if (held === undefined) return;
  try {
    await settleSession(parts, sessionId);
    surveySoon(parts, sessionId);
  } catch (error) {
    if (stopping.aborted) return;
    log.error({ err: error, session_id: sessionId }, 'a session could not be settled');
    const { kind = 'session.unsettled', message } = error as Error & { kind?: string };
    const problem = { kind, message, since: new Date().toISOString() };
    if (records.find(sessionId) !== undefined) records.change(sessionId, { problem });
  }
}

/** Finds the truth when the engine answers: every unsettled session is adopted, finished or undone. */
export async function reconcile(parts: SessionParts, containers: ContainerSummary[]): Promise<void> {
  const { records, gatewaySessions } = parts;
  reportStrangers(parts, containers);
  await reportFolders(parts);
  const ended = new Set(
    containers.filter(({ role, running }) => role === 'agent' && !running).map(({ sessionId }) => sessionId),
  );
  for (const record of records.list()) {
    if (record.status === 'creating') continue;
    if (isUnsettled(record) || ended.has(record.sessionId)) await settleUnlessBusy(parts, record.sessionId);
  }
  await gatewaySessions.closeOrphans();
  await gatewaySessions.reopenForgotten();
  gatewaySessions.watch();
}
