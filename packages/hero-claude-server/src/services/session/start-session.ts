import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Call } from 'hero-rpc';
import type { Conversation } from '../../adapters/claude/conversation.ts';
import { readMcpServers } from '../../adapters/claude/mcp-servers.ts';
import type { SessionRecord } from '../../adapters/store/session-record.ts';
import { newSessionToken } from '../../domain/ids.ts';
import type { Problem } from '../../domain/session.ts';
import { tooManyRunning } from '../../domain/session-errors.ts';
import { sessionFolder } from '../../domain/session-folder.ts';
import { exitError, tailOf } from './agent-exit.ts';
import { agentSpec } from './container-spec.ts';
import { mcpFile, writeConfig } from './session-config-files.ts';
import type { SessionParts } from './session-parts.ts';

export interface StartParams {
  session_id: string;
  prompt?: string | undefined;
}

/** Sessions that have, or are about to have, a container. */
function checkRoom({ records, config }: SessionParts): void {
  const counts = records.countByStatus();
  const running = (counts['running'] ?? 0) + (counts['starting'] ?? 0) + (counts['completing'] ?? 0);
  if (running >= config.maxRunning) throw tooManyRunning({ running, limit: config.maxRunning });
}

/** Opens the gateway's two sockets for the session, under a token that only this container gets. */
async function openGateway(
  parts: SessionParts,
  record: SessionRecord,
): Promise<{ runDir: string; token: string }> {
  const { gateway, config, owner } = parts;
  const { egress } = record.spec;
  const runDir = join(config.dataDir, 'run', record.sessionId);
  await mkdir(runDir, { recursive: true, mode: 0o755 });
  const token = newSessionToken();
  await gateway.open({
    session_id: record.sessionId,
    token_sha256: createHash('sha256').update(token).digest('hex'),
    run_dir: runDir,
    uid: owner.uid,
    gid: owner.gid,
    egress: typeof egress === 'string' ? { policy: egress } : egress,
  });
  return { runDir, token };
}

function problemOf(error: unknown): Problem {
  const { kind = 'session.start_failed', message } = error as Error & { kind?: string };
  return { kind, message, since: new Date().toISOString() };
}

/** Starts a new container for the session and answers when its agent is ready. */
export async function startSession(
  parts: SessionParts,
  { session_id: sessionId, prompt }: StartParams,
  call: Pick<Call, 'user'>,
): Promise<SessionRecord> {
  const { steps, records } = parts;
  steps.check('start', sessionId);
  checkRoom(parts);
  return steps.run({ action: 'start', sessionId, call, during: 'starting' }, async (record) => {
    try {
      return await launch(parts, record, prompt);
    } catch (error) {
      await undoStart(parts, sessionId);
      records.change(sessionId, { problem: problemOf(error), agent: null });
      throw error;
    }
  });
}

/** A turn that a crash has cut goes on by itself, unless something else is asked of the agent; one a person ended never does. */
function resumesTurn({ agent, problem }: SessionRecord, prompt: string | undefined): boolean {
  const crashed = agent?.state === 'exited' || problem?.kind === 'container.not_found';
  return crashed && prompt === undefined;
}

/** The agent may have begun another conversation inside its session (`/clear`); that one goes on. */
function withConversation(record: SessionRecord, { facts }: Conversation): SessionRecord {
  return { ...record, conversation: facts.identity.conversation ?? record.conversation };
}

async function launch(
  parts: SessionParts,
  record: SessionRecord,
  prompt: string | undefined,
): Promise<SessionRecord> {
  const { records, engine, images, containers, agents, progress, config, owner, stopping } = parts;
  const { sessionId, spec } = record;
  const folder = sessionFolder(config.buildDir, sessionId);
  const imageId = await images.ready(spec.image, (step) => progress.report(sessionId, 'session.start', step));
  const servers = await readMcpServers(mcpFile(config), spec.mcp_servers, process.env);
  await containers.endSide(sessionId);
  const [{ runDir, token }, conversation] = await Promise.all([
    openGateway(parts, record),
    agents.begin(record, folder, servers.bridged),
  ]);
  await writeConfig(parts, withConversation(record, conversation), folder, servers.inContainer);
  await conversation.prompt(record.task, { uuid: record.taskUuid });
  if (prompt !== undefined) await conversation.prompt(prompt);
  const container = await engine.createAgent(
    agentSpec({
      record,
      folder,
      imageId,
      owner,
      runDir,
      token,
      resumeInterruptedTurn: resumesTurn(record, prompt),
    }),
    stopping,
  );
  records.change(sessionId, { containerId: container.id });
  await engine.start(container.id, stopping);
  const outcome = await agents.ready(sessionId, container.id);
  if (outcome !== null) throw exitError(sessionId, outcome, await tailOf(folder.err));
  return records.change(sessionId, {
    status: 'running',
    statusBefore: null,
    problem: null,
    startedAt: record.startedAt ?? new Date().toISOString(),
  });
}

/** Leaves nothing of a start that did not succeed; each part is fine with being gone already. */
export async function undoStart(
  { agents, engine, gateway, records, log }: SessionParts,
  sessionId: string,
): Promise<void> {
  const { containerId } = records.get(sessionId);
  try {
    if (containerId !== null) await engine.remove(containerId);
    await agents.close(sessionId);
    await gateway.close(sessionId);
    records.change(sessionId, { containerId: null });
  } catch (error) {
    log.warn(
      { err: error, session_id: sessionId },
      'a failed start could not be undone; the next start tries again',
    );
  }
}
