import type { MessageStore, StoredMessage } from '../../adapters/store/message-store.ts';
import { parseAgentLine } from '../../domain/agent/agent-line.ts';
import type { MessagePage, MessageParams, MessageView } from '../../domain/conversation/message-view.ts';

/** A page ends early rather than grow beyond this; one line is always given whole. */
const maxPageBytes = 4 * 1024 * 1024;
const maxRawBytes = 64 * 1024;

/** The lines of a session, parsed. */
export function readMessages(
  store: MessageStore,
  { session_id, after, limit, types }: MessageParams,
): MessagePage {
  const messages: MessageView[] = [];
  let bytes = 0;
  for (const message of store.walk(session_id, { after, limit: limit + 1, ...(types && { types }) })) {
    bytes += message.line.length;
    if (messages.length === limit || (bytes > maxPageBytes && messages.length > 0))
      return { messages, next: messages.at(-1)?.seq ?? after, more: true };
    messages.push(viewOf(message));
  }
  return { messages, next: messages.at(-1)?.seq ?? after, more: false };
}

function viewOf(message: StoredMessage): MessageView {
  const line = message.flaw === null ? parseAgentLine(message.line).value : null;
  return {
    seq: message.seq,
    at: new Date(message.at).toISOString(),
    type: message.type,
    subtype: message.subtype,
    turn: message.turn,
    uuid: message.uuid,
    message_id: message.messageId,
    tool_use_id: message.toolUseId,
    parent_tool_use_id: message.parentToolUseId,
    flaw: message.flaw,
    repeats: message.repeats,
    bytes: message.bytes,
    line,
    raw: line === null ? Buffer.from(message.line.subarray(0, maxRawBytes)).toString() : null,
  };
}
