import { z } from 'zod';
import type { ContainerStats } from '../../../adapters/docker/container/container-stats.ts';
import type { MessageStore } from '../../../adapters/store/message-store.ts';
import type { SessionRecord } from '../../../adapters/store/session-record.ts';
import type { AgentFacts } from '../../../domain/agent/agent-facts.ts';
import { PermissionMode } from '../../../domain/session/session.ts';
import { sessionFolder, trashFolder } from '../../../domain/session/session-folder.ts';
import type { ResourceUse, SessionDetails } from '../../../domain/session/session-results.ts';
import { viewOf } from '../../session-view.ts';
import type { SessionParts } from '../session-parts.ts';

/** What the folders of the session occupy; null while nothing runs that could be asked, or when it does not answer. */
async function diskBytes(
  { engine }: SessionParts,
  { sessionId, containerId }: SessionRecord,
): Promise<number | null> {
  if (containerId === null) return null;
  try {
    const { codeBytes, claudeBytes, homeBytes } = await engine.diskUse(sessionId, engine.execIn(containerId));
    return codeBytes + claudeBytes + homeBytes;
  } catch {
    return null;
  }
}

const ResultLine = z.looseObject({
  is_error: z.boolean().default(false),
  result: z.string().nullish(),
  duration_ms: z.number().default(0),
  num_turns: z.number().default(0),
  total_cost_usd: z.number().default(0),
});

/** How the agent says its latest turn ended. A line anybody in the container could have written. */
function lastTurn(messages: MessageStore, sessionId: string): SessionDetails['last_turn'] {
  const line = messages.lastOfType(sessionId, 'result')?.line;
  if (line === undefined) return null;
  try {
    const { is_error, result, duration_ms, num_turns, total_cost_usd } = ResultLine.parse(
      JSON.parse(Buffer.from(line).toString()),
    );
    return { is_error, result: result ?? null, duration_ms, num_turns, total_cost_usd };
  } catch {
    return null;
  }
}

async function resourceUse(parts: SessionParts, record: SessionRecord): Promise<ResourceUse> {
  const stats: ContainerStats | undefined =
    record.containerId === null ? undefined : parts.engine.stats(record.containerId);
  return {
    cpu_percent: stats?.cpuPercent ?? null,
    memory_bytes: stats?.memoryBytes ?? null,
    memory_limit_bytes: stats?.memoryLimitBytes ?? null,
    pids: stats?.pids ?? null,
    disk_bytes: await diskBytes(parts, record),
  };
}

/** The CLI knows more modes than a session can be given. */
function modeOf(facts: AgentFacts | undefined): SessionDetails['agent_permission_mode'] {
  return PermissionMode.safeParse(facts?.identity.permissionMode).data ?? null;
}

/** Everything that is known of one session, with what it uses right now. */
export async function sessionDetails(
  parts: SessionParts,
  messages: MessageStore,
  record: SessionRecord,
): Promise<SessionDetails> {
  const { agents, progress, config } = parts;
  const { sessionId, spec } = record;
  const facts = agents.conversation(sessionId)?.facts;
  const at = record.status === 'destroyed' ? trashFolder : sessionFolder;
  return {
    ...viewOf(record, progress.get(sessionId)),
    usage: await resourceUse(parts, record),
    last_turn: lastTurn(messages, sessionId),
    messages: messages.lastSeq(sessionId),
    claude_code_version: facts?.identity.version ?? null,
    agent_permission_mode: record.status === 'running' ? modeOf(facts) : null,
    container_id: record.containerId,
    directory: at(config.buildDir, sessionId).root,
    setup: spec.setup,
    include: spec.include,
    hooks: spec.hooks ?? [],
    env: spec.env,
  };
}
