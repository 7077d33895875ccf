import { isObject, type JsonObject, objectOf, textOf } from '../agent/agent-line.ts';
import type { AnswerParams, ApprovalKind } from './approval.ts';
import { answersNeeded } from './approval-errors.ts';

/** What the agent asked, as its request says. */
export interface AskedQuestion {
  kind: ApprovalKind;
  tool: string;
  input: JsonObject;
  suggestions: readonly unknown[];
}

/**
 * What the agent is told when a person answers.
 * @throws approval.answers_needed
 */
export function approvalResponse(asked: AskedQuestion, params: AnswerParams): JsonObject {
  const { decision, message } = params;
  if (decision === 'deny' || decision === 'deny_and_stop') {
    return {
      behavior: 'deny',
      message: message ?? 'The person said no.',
      ...(decision === 'deny_and_stop' && { interrupt: true }),
    };
  }
  const input = params.updated_input ?? asked.input;
  return {
    behavior: 'allow',
    updatedInput: asked.kind === 'question' ? { ...input, answers: answersOf(asked, params) } : input,
    ...(decision === 'allow_for_session' && { updatedPermissions: sessionRules(asked) }),
  };
}

/** The questions of an AskUserQuestion call with the labels of their options. */
export function questionsOf(input: JsonObject): { question: string; options: string[] }[] {
  const questions = Array.isArray(input.questions) ? input.questions.filter(isObject) : [];
  return questions.flatMap(({ question, options }) => {
    const labels = Array.isArray(options) ? options.filter(isObject) : [];
    const text = textOf(question);
    return text === null
      ? []
      : { question: text, options: labels.flatMap(({ label }) => textOf(label) ?? []) };
  });
}

function answersOf(asked: AskedQuestion, { approval_id, answers = {} }: AnswerParams): JsonObject {
  const questions = questionsOf(asked.input);
  const unknown = Object.keys(answers).filter((key) => !questions.some(({ question }) => question === key));
  const complete = questions.every(({ question }) => Object.hasOwn(answers, question));
  if (unknown.length > 0 || !complete) throw answersNeeded({ approval_id, questions, unknown });
  return Object.fromEntries(
    Object.entries(answers).map(([question, answer]) => [
      question,
      typeof answer === 'string' ? answer : answer.join(', '),
    ]),
  );
}

/** Rules that hold as long as the agent's process: never in a settings file of the repository. */
function sessionRules({ tool, input, suggestions }: AskedQuestion): JsonObject[] {
  const offered = suggestions.filter(isObject).map((rule) => ({ ...rule, destination: 'session' }));
  if (offered.length > 0) return offered;
  const command = tool === 'Bash' ? textOf(objectOf(input).command) : null;
  const rule = { toolName: tool, ...(command !== null && { ruleContent: command }) };
  return [{ type: 'addRules', rules: [rule], behavior: 'allow', destination: 'session' }];
}
