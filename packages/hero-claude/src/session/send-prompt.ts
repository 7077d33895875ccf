import type { SendResult } from 'hero-claude-sdk';
import type { MethodCall } from '../call/method-call.ts';
import { sendView } from '../views/conversation-views.ts';

/** Sends a prompt, and says so when there is no agent that takes it out of the queue. */
export async function sendPrompt(call: MethodCall<SendResult>): Promise<void> {
  const { client, context, output, params } = call;
  const result = await call.send();
  if (output.json) {
    output.document(result);
    return;
  }
  output.line(sendView(result, output.style));
  if (result.state === 'sent') return;
  const session_id = String(params['session_id']);
  // It is queued, whatever can be learned beside that.
  const session = await client.session
    .info({ session_id }, { signal: context.signal })
    .catch(() => undefined);
  if (session !== undefined && ['created', 'stopped', 'completed'].includes(session.status))
    output.note(`no agent runs; hero-claude session start ${session_id} has it said`);
}
