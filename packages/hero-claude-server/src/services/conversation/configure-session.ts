import type { Call } from 'hero-rpc';
import type { Conversation } from '../../adapters/claude/conversation.ts';
import type { SessionRecord } from '../../adapters/store/session-record.ts';
import { agentRefused } from '../../domain/agent/agent-errors.ts';
import { type ConfigureParams, changedSpec, type SessionSpec } from '../../domain/session/session-params.ts';
import type { Applied, ConfigureResult } from '../../domain/session/session-results.ts';
import { changeLimits } from '../money/change-limits.ts';
import { changeEgress } from '../session/egress-service.ts';
import { viewOf } from '../session-view.ts';
import type { ConversationParts } from './conversation-parts.ts';

type Changes = Omit<Partial<SessionSpec>, 'egress' | 'budget_usd' | 'token_limit'>;

/** Keeps the change for every start to come, and tells the agent that runs what it can take up at once. */
export async function configureSession(
  parts: ConversationParts,
  params: ConfigureParams,
  call: Pick<Call, 'user'>,
): Promise<ConfigureResult> {
  const { steps, records, agents, progress, stopping } = parts;
  const { session_id: sessionId } = params;
  return steps.run({ action: 'configure', sessionId, call }, async (before) => {
    const { egress, budget_usd, token_limit, ...changes } = changedSpec(params);
    const limits = {
      ...(budget_usd !== undefined && { budget_usd }),
      ...(token_limit !== undefined && { token_limit }),
    };
    const record = records.change(sessionId, { spec: { ...before.spec, ...changes } });
    const conversation = before.status === 'running' ? agents.conversation(sessionId) : undefined;
    const live = egress !== undefined && (await changeEgress(parts, record, egress));
    const appliedLimits = await applyLimits(parts, record, limits);
    const applied = await apply(conversation, changes, stopping);
    return {
      session: viewOf(records.get(sessionId), progress.get(sessionId)),
      applied: {
        ...applied,
        ...appliedLimits,
        ...(egress !== undefined && { egress: live ? 'live' : 'next_start' }),
      },
    };
  });
}

/** They hold from the next model call on, or from the next start. */
async function applyLimits(
  parts: ConversationParts,
  record: SessionRecord,
  limits: Pick<Partial<SessionSpec>, 'budget_usd' | 'token_limit'>,
): Promise<ConfigureResult['applied']> {
  const names = Object.keys(limits);
  if (names.length === 0) return {};
  const applied: Applied = (await changeLimits(parts, record, limits)) ? 'live' : 'next_start';
  return Object.fromEntries(names.map((name) => [name, applied]));
}

async function apply(
  conversation: Conversation | undefined,
  { model, effort, permission_mode: mode }: Changes,
  signal: AbortSignal,
): Promise<ConfigureResult['applied']> {
  const tell = async (say: (agent: Conversation) => Promise<void>): Promise<Applied> => {
    if (conversation === undefined) return 'next_start';
    await say(conversation);
    return 'live';
  };
  return {
    ...(model && { model: await tell((agent) => agent.setModel(model, signal)) }),
    ...(effort && { effort: await tell((agent) => agent.setEffort(effort, signal)) }),
    ...(mode && {
      permission_mode: await tell((agent) => agent.setPermissionMode(mode, signal)).catch(unlessRefused),
    }),
  };
}

/** An agent that was started without the bypass does not take it up later. */
function unlessRefused(error: unknown): Applied {
  if (agentRefused.is(error)) return 'next_start';
  throw error;
}
