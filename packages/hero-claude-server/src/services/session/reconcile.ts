import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readMcpServers } from '../../adapters/claude/mcp-servers.ts';
import type { ContainerSummary } from '../../adapters/docker/containers.ts';
import type { SessionRecord } from '../../adapters/store/session-record.ts';
import { SessionId } from '../../domain/ids.ts';
import { sessionFolder } from '../../domain/session-folder.ts';
import { transitional } from '../../domain/session-status.ts';
import { settleExit } from './exited-session.ts';
import { removeFolder } from './folder.ts';
import { mcpFile } from './session-config-files.ts';
import type { SessionParts } from './session-parts.ts';
import { undoStart } from './start-session.ts';
import { endAgent } from './stop-session.ts';
import { surveySoon } from './survey.ts';

/** A session whose row says that something of it may be running or half done. */
function isUnsettled({ status, containerId }: SessionRecord): boolean {
  return status === 'running' || containerId !== null || transitional.includes(status);
}

/** What a creation left behind that never became a session: nothing ran in it, so nothing is lost. */
async function undoCreation(
  { config, records, operations }: SessionParts,
  { sessionId }: SessionRecord,
): Promise<void> {
  await removeFolder(config.buildDir, sessionId);
  records.delete(sessionId);
  operations.record({
    operation: 'session.create',
    session_id: sessionId,
    message: 'the server ended while it was being created; what was copied so far is removed',
    level: 'warn',
  });
}

async function adopt(parts: SessionParts, record: SessionRecord, containerId: string): Promise<void> {
  const { agents, records, config, engine, operations } = parts;
  const { sessionId, spec } = record;
  const { bridged } = await readMcpServers(mcpFile(config), spec.mcp_servers, process.env);
  await agents.adopt(record, sessionFolder(config.buildDir, sessionId), bridged, containerId);
  // A container that was held back when the server died waits for somebody to let it go on.
  await engine.unpause(containerId);
  records.change(sessionId, {
    status: 'running',
    statusBefore: null,
    containerId,
    startedAt: record.startedAt ?? new Date().toISOString(),
  });
  operations.record({
    operation: 'session.adopted',
    session_id: sessionId,
    message: 'the agent went on without us',
  });
}

/** Reads what the agent wrote last, and says how it ended. */
async function settleEnded(parts: SessionParts, record: SessionRecord, containerId: string): Promise<void> {
  const { agents, engine, config } = parts;
  const { outcome } = await engine.inspect(containerId);
  await agents.adopt(record, sessionFolder(config.buildDir, record.sessionId), {}, containerId);
  await settleExit(parts, record.sessionId, {
    exitCode: null,
    signal: null,
    oomKilled: false,
    startedAt: null,
    finishedAt: null,
    error: 'the container ended while the server was away',
    ...outcome,
  });
}

async function settleGone(parts: SessionParts, record: SessionRecord): Promise<void> {
  const { sessionId, statusBefore } = record;
  const before = statusBefore ?? 'stopped';
  await undoStart(parts, sessionId);
  if (record.status === 'starting') {
    parts.records.change(sessionId, { status: before, statusBefore: null, agent: null });
    return;
  }
  const message = 'the container was removed behind our back';
  const problem =
    record.status === 'running'
      ? { kind: 'container.not_found', message, since: new Date().toISOString() }
      : null;
  const status =
    record.status === 'running' || before === 'running' || record.status === 'stopping' ? 'stopped' : before;
  parts.records.change(sessionId, { status, statusBefore: null, agent: null, problem });
}

async function settle(
  parts: SessionParts,
  record: SessionRecord,
  container: ContainerSummary | undefined,
): Promise<void> {
  if (record.status === 'creating') return undoCreation(parts, record);
  if (container === undefined) return settleGone(parts, record);
  if (!container.running) return settleEnded(parts, record, container.id);
  if (record.status === 'stopping') {
    await endAgent(parts, { ...record, containerId: container.id });
    parts.records.change(record.sessionId, { status: 'stopped', statusBefore: null, agent: null });
    return undefined;
  }
  return adopt(parts, record, container.id);
}

/** Says what of ours is there that no session explains. It is never removed on doubt. */
function reportStrangers({ records, operations }: SessionParts, containers: ContainerSummary[]): void {
  for (const { name, sessionId, role } of containers) {
    if (role !== 'agent' || (sessionId !== undefined && records.find(sessionId)?.status !== 'destroyed'))
      continue;
    if (sessionId !== undefined && records.find(sessionId) !== undefined) continue;
    operations.record({
      operation: 'container.unknown',
      message: `container ${name} carries our labels but belongs to no session; look at it and remove it yourself`,
      level: 'warn',
    });
  }
}

/** Folders that look like sessions and are none of ours: somebody else's, or the rest of a lost database. */
async function reportFolders({ config, records, operations }: SessionParts): Promise<void> {
  const names = await readdir(config.buildDir).catch(() => []);
  for (const name of names) {
    if (!SessionId.safeParse(name).success || records.find(name) !== undefined) continue;
    operations.record({
      operation: 'folder.unknown',
      message: `${join(config.buildDir, name)} looks like a session but no session has that id; it is left alone`,
      level: 'warn',
    });
  }
}

/** Finds the truth after a start of the server: every unsettled session is adopted, finished or undone. */
export async function reconcile(parts: SessionParts, containers: ContainerSummary[]): Promise<void> {
  const { records, lock, log, agents } = parts;
  reportStrangers(parts, containers);
  await reportFolders(parts);
  for (const record of records.list().filter(isUnsettled)) {
    const { sessionId } = record;
    if (agents.has(sessionId)) continue;
    using held = lock.tryHold(sessionId, 'settling what the last run of the server left');
    if (held === undefined) continue;
    const container = containers.find((each) => each.sessionId === sessionId && each.role === 'agent');
    try {
      await settle(parts, record, container);
      if (record.status !== 'creating') surveySoon(parts, sessionId);
    } catch (error) {
      log.error({ err: error, session_id: sessionId }, 'a session could not be settled');
    }
  }
}
