import type { HostSide } from '../../../adapters/claude/host/host-side.ts';
import { readMcpServers } from '../../../adapters/claude/host/mcp-servers.ts';
import { readOperatorHooks } from '../../../adapters/claude/host/operator-hooks.ts';
import { forgetCutTurn } from '../../../adapters/claude/journal/kept-facts.ts';
import { unseenOutcome } from '../../../adapters/docker/container/container-state.ts';
import type { ContainerSummary } from '../../../adapters/docker/container/containers.ts';
import type { SessionRecord } from '../../../adapters/store/session-record.ts';
import { nextResume } from '../../../domain/agent/auto-resume.ts';
import { sessionFolder } from '../../../domain/session/session-folder.ts';
import { transitional } from '../../../domain/session/session-status.ts';
import { hooksFile, mcpFile } from '../lifecycle/session-config-files.ts';
import { undoStart } from '../lifecycle/start-session.ts';
import { endAgent } from '../lifecycle/stop-session.ts';
import type { SessionParts } from '../session-parts.ts';
import { exitError, isLaunchFailure, tailOf } from './agent-exit.ts';
import { crashLoop } from './crash-loop.ts';
import { dropContainer, settleExit } from './exited-session.ts';

/** Whether the row says that something of the session may be running or half done. */
export function isUnsettled({ status, containerId }: SessionRecord): boolean {
  return status === 'running' || containerId !== null || transitional.includes(status);
}

/** What the agent was started with; what is gone from the operator's files meanwhile must not cost the agent. */
async function hostSide(parts: SessionParts, { sessionId, spec }: SessionRecord): Promise<HostSide> {
  const { config, operations } = parts;
  const orNothing = async <T>(what: string, read: Promise<T>, nothing: T): Promise<T> =>
    read.catch((error: Error) => {
      const message = `its ${what} until it is started again: ${error.message}`;
      operations.record({ operation: 'session.adopted', session_id: sessionId, message, level: 'warn' });
      return nothing;
    });
  const servers = readMcpServers(mcpFile(config), spec.mcp_servers, process.env);
  const hooks = readOperatorHooks(hooksFile(config), spec.hooks ?? []);
  const { bridged } = await orNothing('MCP servers do not answer', servers, { bridged: {}, inContainer: {} });
  return { bridged, hooks: await orNothing('hooks refuse', hooks, []) };
}

/** What an earlier try at settling met; that it could be adopted shows that it is over. */
function isPassing(problem: SessionRecord['problem']): boolean {
  return problem !== null && /^(engine\.|gateway\.unreachable$|session\.unsettled$)/.test(problem.kind);
}

async function adopt(parts: SessionParts, record: SessionRecord, containerId: string): Promise<void> {
  const { agents, records, config, engine, operations, gatewaySessions, log } = parts;
  const { sessionId } = record;
  const host = await hostSide(parts, record);
  // A container that was held back when the server died waits for somebody to let it go on.
  await engine.unpause(containerId);
  // Not waited for: the conversation matters more than a shell that nobody holds any more.
  engine
    .killExecsOfOthers(containerId)
    .catch((error: unknown) =>
      log.warn({ err: error, session_id: sessionId }, 'commands of the last server may still run'),
    );
  await agents.adopt(record, sessionFolder(config.buildDir, sessionId), host, containerId);
  await gatewaySessions.align(record);
  const { startPrompt } = record;
  // Whoever asked for the start cannot know whether it was said; the agent runs one uuid once.
  if (startPrompt !== null)
    await agents.conversation(sessionId)?.prompt(startPrompt.text, { uuid: startPrompt.uuid });
  records.change(sessionId, {
    status: 'running',
    statusBefore: null,
    containerId,
    startPrompt: null,
    // What kept an earlier attempt from starting is over.
    ...((record.status === 'starting' || isPassing(record.problem)) && { problem: null }),
    ...(record.resume && { resume: { ...record.resume, due_at: null } }),
    startedAt: record.startedAt ?? new Date().toISOString(),
  });
  operations.record({
    operation: 'session.adopted',
    session_id: sessionId,
    message: 'the agent went on without us',
  });
}

/**
 * A start that was cut before its agent ran, or whose agent did not last. What could not be started is said as if it
 * had failed while we watched; anything else is started anew.
 */
async function undoCutStart(
  parts: SessionParts,
  record: SessionRecord,
  container: ContainerSummary | undefined,
): Promise<void> {
  const { engine, records, config, resumeSoon } = parts;
  const { sessionId, statusBefore } = record;
  const outcome = container && (await engine.inspect(container.id)).outcome;
  const { err } = sessionFolder(config.buildDir, sessionId);
  const failure = outcome && exitError(sessionId, outcome, await tailOf(err));
  await undoStart(parts, sessionId);
  const undone = { status: statusBefore ?? 'stopped', statusBefore: null, agent: null } as const;
  const since = new Date().toISOString();
  const problem = failure ? { kind: failure.kind, message: failure.message, since } : null;
  if (outcome && (outcome.oomKilled || isLaunchFailure(outcome))) {
    records.change(sessionId, { ...undone, problem, resume: null, startPrompt: null });
    return;
  }
  const reason = failure?.message ?? 'the server ended while the session was starting';
  const resume = nextResume(record.resume, reason, Date.now(), config.resume);
  if (resume === null) {
    const last = record.resume ? crashLoop(sessionId, record.resume.attempt, reason) : problem;
    records.change(sessionId, { ...undone, problem: last, resume: null, startPrompt: null });
    return;
  }
  records.change(sessionId, { ...undone, problem: null, resume });
  resumeSoon();
}

/** The agent ended while nobody listened: what it wrote last is read before anything is said about its end. */
async function settleEnded(
  parts: SessionParts,
  record: SessionRecord,
  container: ContainerSummary | undefined,
): Promise<void> {
  const { agents, engine, records, config } = parts;
  const { sessionId, status } = record;
  const outcome = container && (await engine.inspect(container.id)).outcome;
  if (record.startedAt !== null) await agents.readRest(record, sessionFolder(config.buildDir, sessionId));
  if (status === 'running') {
    const end = container === undefined ? 'was removed' : 'ended';
    const unseen = unseenOutcome(`its container ${end} while the server was away`);
    await settleExit(parts, sessionId, outcome ?? unseen);
    return;
  }
  await dropContainer(parts, sessionId);
  forgetCutTurn(parts.db, sessionId);
  const wasRunning = status !== 'completing' || record.statusBefore === 'running';
  records.change(sessionId, {
    status: wasRunning ? 'stopped' : (record.statusBefore ?? 'stopped'),
    statusBefore: null,
    agent: null,
    resume: null,
  });
}

/** Ends what runs for a session that does not run: a stop that was cut, or a start that failed without the engine. */
async function endLeftover(parts: SessionParts, record: SessionRecord): Promise<void> {
  const stopping = record.status === 'stopping';
  await endAgent(parts, record, { goesOn: !stopping });
  if (stopping)
    parts.records.change(record.sessionId, {
      status: 'stopped',
      statusBefore: null,
      agent: null,
      resume: null,
    });
}

/**
 * Makes the row of one session true again, from what the engine has of it: adopts, finishes or undoes. Only with
 * the session's lock in hand.
 */
export async function settleSession(parts: SessionParts, sessionId: string): Promise<void> {
  const { records, engine } = parts;
  const [container] = await engine.list({ sessionId, role: 'agent' });
  const found = records.find(sessionId);
  if (found === undefined || (!isUnsettled(found) && container?.running !== false)) return;
  const record = container === undefined ? found : records.change(sessionId, { containerId: container.id });
  const { status } = record;
  const runs = container?.running === true;
  if (status === 'starting' && !runs) return undoCutStart(parts, record, container);
  if (status === 'running' || status === 'completing' || status === 'starting') {
    return runs ? adopt(parts, record, container.id) : settleEnded(parts, record, container);
  }
  if (status === 'stopping') return runs ? endLeftover(parts, record) : settleEnded(parts, record, container);
  return runs ? endLeftover(parts, record) : dropContainer(parts, sessionId);
}
