import type { Conversation } from '../../adapters/claude/conversation.ts';
import { promptAfterQuota } from '../../domain/after-quota.ts';
import { isLoginRefused, loginProblem, loginRefusedKind } from '../../domain/refused-login.ts';
import type { ConversationParts } from './conversation-parts.ts';

/** What an agent that came to rest is told by itself, and what a person is told about it. */
export function afterTurn(parts: ConversationParts, sessionId: string): void {
  const conversation = parts.agents.conversation(sessionId);
  if (conversation?.state().state !== 'idle') return;
  showLogin(parts, sessionId, conversation);
  const prompt = promptAfterQuota(sessionId, conversation.facts);
  if (prompt === null) return;
  // On record before anything of the queue: the agent goes on with what it had begun.
  conversation.prompt(prompt.text, { uuid: prompt.uuid }).catch((error: unknown) => {
    parts.log.warn(
      { err: error, session_id: sessionId },
      'an agent could not be told that its limit is over',
    );
  });
}

function showLogin({ records }: ConversationParts, sessionId: string, { facts }: Conversation): void {
  const problem = records.find(sessionId)?.problem ?? null;
  const refused = isLoginRefused(facts);
  if (refused && problem === null) records.change(sessionId, { problem: loginProblem(facts) });
  if (!refused && problem?.kind === loginRefusedKind) records.change(sessionId, { problem: null });
}
