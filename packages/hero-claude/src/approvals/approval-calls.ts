import type { AnswerResult, Methods } from 'hero-claude-sdk';
import type { MethodCall } from '../call/method-call.ts';
import { inboxTable } from '../inbox/inbox-area.ts';
import { withNames } from '../inbox/waiting-approval.ts';
import { answerWords } from './answer-approval.ts';

/** What waits, with the names of the sessions. */
export async function listApprovals(call: MethodCall<Methods['approval.list']['result']>): Promise<void> {
  const { output, client, context } = call;
  const result = await call.send();
  if (output.json) {
    output.document(result);
    return;
  }
  const approvals = await withNames(result.approvals, client, context.signal);
  output.line(inboxTable(approvals, output.style));
  if (result.more) output.note('more wait: --limit');
}

export async function giveAnswer(call: MethodCall<AnswerResult>): Promise<void> {
  const { output, params } = call;
  const result = await call.send();
  if (output.json) output.document(result);
  else output.line(answerWords(result, params));
}
