import type { MessagePage } from 'hero-claude-sdk';
import { levelOf } from '../attach/attach-session.ts';
import type { MethodCall } from '../call/method-call.ts';
import { Conversation } from '../conversation/conversation.ts';
import { Teller } from '../conversation/tell.ts';

/** Prints a page of the conversation as it is read. */
export async function showMessages(call: MethodCall<MessagePage>): Promise<void> {
  const { output, options } = call;
  const { columns, style } = output;
  const teller = new Teller({ level: levelOf(options), style, columns, live: false });
  const page = await call.send();
  if (output.json) {
    output.document(page);
    return;
  }
  const conversation = new Conversation();
  for (const { line, raw, at } of page.messages) {
    const told =
      line === null ? [{ kind: 'raw' as const, text: raw ?? '' }] : conversation.take(line, Date.parse(at));
    for (const happening of told) {
      const text = teller.tell(happening);
      if (text !== undefined) output.line(text);
    }
  }
  if (page.more) output.note(`more: --after ${page.next}`);
}
