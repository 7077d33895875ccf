import type { Conversation } from '../../adapters/claude/conversation.ts';
import { isLoginRefused, loginProblem, loginRefusedKind } from '../../domain/agent/refused-login.ts';
import {
  idleAfterCutMs,
  promptAfterCut,
  promptAfterQuota,
  type SelfPrompt,
} from '../../domain/agent/self-prompt.ts';
import type { ConversationParts } from './conversation-parts.ts';

/** What an agent that came to rest is told by itself, and what a person is told about it. */
export function afterTurn(parts: ConversationParts, sessionId: string): void {
  const conversation = parts.agents.conversation(sessionId);
  if (conversation?.state().state !== 'idle') return;
  showLogin(parts, sessionId, conversation);
  // On record before anything of the queue: the agent goes on with what it had begun.
  say(parts, conversation, promptAfterQuota(sessionId, conversation.facts));
  if (conversation.facts.cutTurn === conversation.facts.turn) lookAgain(parts, sessionId);
}

function lookAgain(parts: ConversationParts, sessionId: string): void {
  const look = (): void => {
    const conversation = parts.agents.conversation(sessionId);
    if (parts.stopping.aborted || conversation?.state().state !== 'idle') return;
    say(parts, conversation, promptAfterCut(sessionId, conversation.facts, Date.now()));
  };
  setTimeout(look, idleAfterCutMs + 100).unref();
}

function say({ log }: ConversationParts, conversation: Conversation, prompt: SelfPrompt | null): void {
  if (prompt === null) return;
  conversation.prompt(prompt.text, { uuid: prompt.uuid }).catch((error: unknown) => {
    log.warn({ err: error }, 'an agent could not be told to go on');
  });
}

function showLogin({ records }: ConversationParts, sessionId: string, { facts }: Conversation): void {
  const problem = records.find(sessionId)?.problem ?? null;
  const refused = isLoginRefused(facts);
  if (refused && problem === null) records.change(sessionId, { problem: loginProblem(facts) });
  if (!refused && problem?.kind === loginRefusedKind) records.change(sessionId, { problem: null });
}
