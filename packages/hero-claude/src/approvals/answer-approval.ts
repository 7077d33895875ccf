import { type AnswerResult, type Client, type Methods, RpcCallError } from 'hero-claude-sdk';
import { isAway } from '../call/until-answered.ts';
import { clock } from '../conversation/agent-phrase.ts';
import { visibleLine } from '../output/visible-text.ts';

export type Answer = Methods['approval.answer']['params'];

const decisionWords: Record<string, string> = {
  allow: 'allowed',
  allow_for_session: 'allowed for the session',
  deny: 'denied',
  deny_and_stop: 'denied, and the turn is ended',
};

function answeredBy(facts: {
  decision: string | null;
  by: string | null;
  at: string;
  elsewhere: boolean;
}): string {
  const who = facts.elsewhere ? 'something in the container' : (facts.by ?? 'somebody else');
  const what = decisionWords[facts.decision ?? ''] ?? 'answered';
  return `${what} by ${visibleLine(who)} at ${clock(facts.at)}, before you`;
}

/** How an answer went, for a person. */
export interface Told {
  ok: boolean;
  text: string;
}

/** What was answered, and whether the agent has heard it. */
export function answerWords(
  { decision, given }: AnswerResult,
  { answers, always }: Pick<Answer, 'answers' | 'always'>,
): string {
  const said = answers === undefined ? (decisionWords[decision] ?? decision) : 'answered';
  const text = always === true ? `${said}, from now on for the repository` : said;
  return given ? text : `${text}; the agent hears it when it asks again`;
}

/** Answers, and says how that went: somebody else may have been first. */
export async function answerApproval(client: Client, answer: Answer, signal: AbortSignal): Promise<Told> {
  try {
    const result = await client.approval.answer(answer, { signal });
    return { ok: true, text: answerWords(result, answer) };
  } catch (error) {
    if (error instanceof RpcCallError && error.is('approval.answered'))
      return { ok: false, text: answeredBy(error.facts) };
    if (error instanceof RpcCallError && (error.is('approval.cancelled') || error.is('approval.not_found')))
      return { ok: false, text: 'the agent does not ask that any more' };
    if (isAway(error)) return { ok: false, text: 'the server is away: the answer may not have reached it' };
    if (error instanceof RpcCallError) return { ok: false, text: visibleLine(error.message) };
    throw error;
  }
}
