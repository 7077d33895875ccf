import { randomUUID } from 'node:crypto';
import type { Call } from 'hero-rpc';
import { InputStore } from '../../adapters/store/input-store.ts';
import { agentGone } from '../../domain/agent/agent-errors.ts';
import type { SendParams, SendResult } from '../../domain/conversation/queued-prompt.ts';
import { attachmentWithCommand } from '../../domain/conversation/upload-errors.ts';
import { wrongState } from '../../domain/session/session-errors.ts';
import { allowedFrom, isAllowed } from '../../domain/session/session-status.ts';
import type { ConversationParts } from './conversation-parts.ts';
import type { PromptQueue } from './prompt-queue.ts';

/** Says something to the agent, or keeps it until the agent is idle. The same uuid is said once. */
export async function sendPrompt(
  parts: ConversationParts,
  queue: PromptQueue,
  params: SendParams,
  call: Pick<Call, 'user'>,
): Promise<SendResult> {
  const { session_id, mode, attachments = [] } = params;
  const uuid = params.uuid ?? randomUUID();
  if (attachments.length > 0) {
    if (params.command) throw attachmentWithCommand({});
    const action = mode === 'queue' ? 'queue' : 'send';
    parts.steps.checkStatus(action, session_id);
    // What was said once stays as it was said.
    if (new InputStore(parts.db).get(session_id, uuid) === undefined)
      await parts.attachments.attach(session_id, uuid, attachments);
  }
  const position =
    mode === 'queue' ? await hold(parts, queue, params, uuid, call) : await say(parts, params, uuid);
  const state = position === null ? 'sent' : 'queued';
  parts.operations.record({
    operation: 'session.send',
    session_id,
    message: `${mode}: ${state}`,
    user: call.user,
  });
  return { uuid, state, position };
}

async function hold(
  { db, records }: ConversationParts,
  queue: PromptQueue,
  params: SendParams,
  uuid: string,
  call: Pick<Call, 'user'>,
): Promise<number | null> {
  const { session_id } = params;
  const { status } = records.get(session_id);
  if (!isAllowed('queue', status))
    throw wrongState({ session_id, action: 'queue', status, needs: [...allowedFrom.queue] });
  if (new InputStore(db).get(session_id, uuid)) return null;
  return queue.add(params, uuid, call);
}

async function say(
  { steps, agents, attachments }: ConversationParts,
  { session_id, prompt, mode, command }: SendParams,
  uuid: string,
): Promise<null> {
  steps.check('send', session_id);
  const conversation = agents.conversation(session_id);
  if (conversation === undefined) throw agentGone({ session_id });
  const content = attachments.content(session_id, uuid, prompt);
  await conversation.prompt(content, { uuid, command, priority: mode === 'now' ? 'now' : 'next' });
  return null;
}
