import type { JsonObject } from '../agent/agent-line.ts';
import type { ApprovalRule } from './approval-rule.ts';
import { isTooLongToMatch, matchesPattern } from './rule-pattern.ts';
import { placeIn, type RuleSubject, subjectOf } from './rule-subject.ts';

export interface ToolCall {
  tool: string;
  input: JsonObject;
}

/**
 * The rule that answers a tool call. A rule that denies counts for every session with its repository. One that allows
 * counts for files of its repository; what is no file can touch all repositories of the session, so each of them must
 * have such a rule. What is too long to be compared with a pattern is never allowed by a rule, whatever the rule says:
 * one that denies might have been meant for it.
 */
export function decideByRules(
  call: ToolCall,
  repos: readonly string[],
  rules: readonly ApprovalRule[],
): ApprovalRule | undefined {
  const subject = subjectOf(call.tool, call.input);
  const place = subject?.kind === 'path' ? placeIn(repos, subject.text) : undefined;
  const covers = (repo: string, behavior: 'allow' | 'deny') =>
    rules.find(
      (rule) =>
        rule.repo === repo &&
        rule.behavior === behavior &&
        rule.tool === call.tool &&
        matches(rule, subject, place?.repo === repo ? place.path : undefined),
    );
  for (const repo of repos) {
    const denied = covers(repo, 'deny');
    if (denied !== undefined) return denied;
  }
  if (subject !== undefined && isTooLongToMatch(subject.text)) return undefined;
  if (place !== undefined) return covers(place.repo, 'allow');
  const allowed = repos.map((repo) => covers(repo, 'allow'));
  return allowed.every((rule) => rule !== undefined) ? allowed[0] : undefined;
}

function matches(
  { pattern, behavior }: ApprovalRule,
  subject: RuleSubject | undefined,
  inRepo: string | undefined,
): boolean {
  if (pattern === null) return true;
  if (subject === undefined) return false;
  const text = subject.kind === 'path' && !pattern.startsWith('/') ? inRepo : subject.text;
  return text !== undefined && matchesPattern(pattern, text, { kind: subject.kind, behavior });
}
