import { randomUUID } from 'node:crypto';
import type { Call } from 'hero-rpc';
import type { Conversation } from '../../../adapters/claude/conversation.ts';
import { readMcpServers } from '../../../adapters/claude/host/mcp-servers.ts';
import { readOperatorHooks } from '../../../adapters/claude/host/operator-hooks.ts';
import { ensureReserve } from '../../../adapters/disk-space.ts';
import type { SessionRecord } from '../../../adapters/store/session-record.ts';
import type { AutoResume } from '../../../domain/agent/auto-resume.ts';
import type { Problem, Progress } from '../../../domain/session/session.ts';
import { sessionDiskLimit, startCancelled, tooManyRunning } from '../../../domain/session/session-errors.ts';
import { sessionFolder } from '../../../domain/session/session-folder.ts';
import { unlessAborted } from '../../../lib/interruption.ts';
import { together } from '../../../lib/together.ts';
import { exitError, tailOf } from '../agent/agent-exit.ts';
import { agentSpec } from '../container-spec.ts';
import { assertFolder } from '../folder.ts';
import type { SessionParts } from '../session-parts.ts';
import { diskLimitError, overdrawn } from '../upkeep/disk-watch.ts';
import type { OpenDoors } from '../upkeep/gateway-sessions.ts';
import { nameSoon } from './name-session.ts';
import { hooksFile, mcpFile, writeConfig } from './session-config-files.ts';

const gib = 2 ** 30;
const readyTimeoutMs = 60_000;
const setupTimeoutMs = 3_600_000;

export interface StartParams {
  session_id: string;
  prompt?: string | undefined;
  /** It goes on by itself after a crash; a person's start makes that unnecessary. */
  resume?: AutoResume | undefined;
}

/** Sessions that have, or are about to have, a container. */
function checkRoom({ records, config }: SessionParts): void {
  const counts = records.countByStatus();
  const running = (counts['running'] ?? 0) + (counts['starting'] ?? 0) + (counts['completing'] ?? 0);
  if (running >= config.maxRunning) throw tooManyRunning({ running, limit: config.maxRunning });
}

/** Its folder is there, and a session that was held for what it has on the disk must have less first. */
async function checkDisk(parts: SessionParts, record: SessionRecord): Promise<void> {
  const { config } = parts;
  await assertFolder(config.buildDir, record.sessionId);
  await ensureReserve(config.buildDir, config.diskReserveGb * gib);
  if (record.problem?.kind !== sessionDiskLimit.kind) return;
  const over = await overdrawn(parts, record.sessionId);
  if (over !== undefined) throw diskLimitError(record.sessionId, config.diskGb, over);
}

function problemOf(error: unknown): Problem {
  const { kind = 'session.start_failed', message } = error as Error & { kind?: string };
  return { kind, message, since: new Date().toISOString() };
}

/** Starts a new container for the session and answers when its agent is ready. */
export async function startSession(
  parts: SessionParts,
  { session_id: sessionId, prompt, resume }: StartParams,
  call: Pick<Call, 'user'>,
): Promise<SessionRecord> {
  const { steps, records, stopping } = parts;
  await checkDisk(parts, steps.check('start', sessionId));
  checkRoom(parts);
  const started = await steps.run(
    { action: 'start', sessionId, call, during: 'starting' },
    async (record, signal) => {
      try {
        // On record first: whoever finishes a start that a crash has cut says it, and nobody says it twice.
        const said = prompt === undefined ? {} : { startPrompt: { uuid: randomUUID(), text: prompt } };
        const asked = records.change(sessionId, { resume: resume ?? null, ...said });
        return await launch(parts, asked, signal);
      } catch (error) {
        if (stopping.aborted) throw error;
        await undoStart(parts, sessionId);
        const problem = startCancelled.is(signal.reason) ? record.problem : problemOf(error);
        records.change(sessionId, { problem, agent: null, startPrompt: null });
        throw signal.aborted ? signal.reason : error;
      }
    },
  );
  nameSoon(parts, sessionId);
  return started;
}

/** The agent may have begun another conversation inside its session (`/clear`); that one goes on. */
function withConversation(record: SessionRecord, { facts }: Conversation): SessionRecord {
  return { ...record, conversation: facts.identity.conversation ?? record.conversation };
}

async function launch(
  parts: SessionParts,
  record: SessionRecord,
  signal: AbortSignal,
): Promise<SessionRecord> {
  const {
    records,
    engine,
    images,
    containers,
    agents,
    gatewaySessions,
    progress,
    config,
    owner,
    attachments,
    reached,
  } = parts;
  const { sessionId, spec, startPrompt } = record;
  const folder = sessionFolder(config.buildDir, sessionId);
  const report = (step: Progress) => progress.report(sessionId, 'session.start', step);
  const imageId = await unlessAborted(signal, images.ready(spec.image, report));
  await reached('start.image_ready', sessionId);
  report({ phase: 'make the container' });
  const servers = await readMcpServers(mcpFile(config), spec.mcp_servers, process.env);
  const hooks = await readOperatorHooks(hooksFile(config), spec.hooks ?? []);
  await Promise.all([containers.endSide(sessionId), endLeftover(parts, sessionId)]);
  const [{ runDir, token }, conversation] = await together<[OpenDoors, Conversation]>([
    async () => gatewaySessions.open(record),
    // A turn that a crash has cut goes on by itself, unless something else is asked of the agent.
    async () =>
      agents.begin(record, folder, { bridged: servers.bridged, hooks }, { resumeTurn: startPrompt === null }),
  ]);
  await reached('start.doors_open', sessionId);
  await writeConfig(
    parts,
    withConversation(record, conversation),
    folder,
    servers.inContainer,
    conversation.head,
  );
  await attachments.show(folder);
  const task = attachments.content(sessionId, record.taskUuid, record.task);
  await conversation.prompt(task, { uuid: record.taskUuid });
  await reached('start.configured', sessionId);
  const container = await engine.createAgent(
    agentSpec({
      record,
      folder,
      imageId,
      owner,
      runDir,
      token,
      resumeInterruptedTurn: conversation.facts.cutTurn !== null,
    }),
    signal,
  );
  await reached('start.container_made', sessionId);
  records.change(sessionId, { containerId: container.id });
  await reached('start.container_noted', sessionId);
  await engine.start(container.id, signal);
  await reached('start.container_started', sessionId);
  report({ phase: spec.setup.length > 0 ? 'run the setup commands' : 'wait for the agent' });
  const timeoutMs = readyTimeoutMs + (spec.setup.length > 0 ? setupTimeoutMs : 0);
  const outcome = await agents.ready(sessionId, container.id, { signal, timeoutMs });
  if (outcome !== null) throw exitError(sessionId, outcome, await tailOf(folder.err));
  await reached('start.agent_ready', sessionId);
  // Only now: a prompt said to a start that fails would come a second time with the next one.
  if (startPrompt !== null) await conversation.prompt(startPrompt.text, { uuid: startPrompt.uuid });
  return records.change(sessionId, {
    status: 'running',
    statusBefore: null,
    problem: null,
    startPrompt: null,
    ...(record.resume && { resume: { ...record.resume, due_at: null } }),
    startedAt: record.startedAt ?? new Date().toISOString(),
  });
}

/**
 * A start that failed without the engine may have left its agent running. It goes before the next one begins: it
 * would be given the folder of the next one's settings, and what it writes would pass for the next one's words.
 */
async function endLeftover({ engine }: Pick<SessionParts, 'engine'>, sessionId: string): Promise<void> {
  for (const { id } of await engine.list({ sessionId, role: 'agent' })) await engine.remove(id);
}

/** Leaves nothing of a start that did not succeed. What the engine cannot remove now goes when it is back. */
export async function undoStart(
  { agents, engine, gatewaySessions, records, log }: SessionParts,
  sessionId: string,
): Promise<void> {
  try {
    await endLeftover({ engine }, sessionId);
    records.change(sessionId, { containerId: null });
  } catch (error) {
    log.warn({ err: error, session_id: sessionId }, 'the container of a failed start could not be removed');
  }
  await agents.close(sessionId);
  await gatewaySessions.close(sessionId);
}
