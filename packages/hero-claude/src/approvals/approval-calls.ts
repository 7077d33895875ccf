import type { AnswerResult, Methods } from 'hero-claude-sdk';
import type { MethodCall } from '../call/method-call.ts';
import type { Params } from '../document/method-command.ts';
import { inboxTable } from '../inbox/inbox-area.ts';
import { withNames } from '../inbox/waiting-approval.ts';
import { type Answer, answerWords } from './answer-approval.ts';
import { namedAnswers } from './named-answers.ts';

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

async function withNamedAnswers({ client, params, context }: MethodCall): Promise<Params> {
  const answers = params['answers'] as Answer['answers'];
  if (answers === undefined) return params;
  const { approvals } = await client.approval.list({ limit: 500 }, { signal: context.signal });
  const approval = approvals.find(({ approval_id: id }) => id === params['approval_id']);
  return approval === undefined ? params : { ...params, answers: namedAnswers(answers, approval) };
}

export async function giveAnswer(call: MethodCall<AnswerResult>): Promise<void> {
  const { output } = call;
  const params = await withNamedAnswers(call);
  const result = await call.send(params);
  if (output.json) output.document(result);
  else output.line(answerWords(result, params));
}
