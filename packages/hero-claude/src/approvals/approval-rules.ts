import type { ApprovalRule, Methods } from 'hero-claude-sdk';
import { type MethodCall } from '../call/method-call.ts';
import { usageError } from '../cli-error.ts';
import type { Style } from '../output/output.ts';
import { table } from '../output/table.ts';
import { relative } from '../output/units.ts';
import { visibleLine } from '../output/visible-text.ts';

type Result = Methods['approval.rules']['result'];

/** The tool and pattern of `Tool` or `Tool(pattern)`. */
export function readRule(text: string): { tool: string; pattern?: string } {
  const [, tool, pattern] = /^([\w.-]+)(?:\(([^]*)\))?$/.exec(text) ?? [];
  if (tool === undefined || pattern === '')
    throw usageError(`"${text}" is no rule`, 'write the name of a tool, or Bash(npm test *)');
  return { tool, ...(pattern !== undefined && { pattern }) };
}

/** Changes the rules as the flags say, and shows those there are then. */
export async function approvalRules(call: MethodCall<Result>): Promise<void> {
  const { output, params, options } = call;
  const { allow, deny } = options;
  const behavior = typeof deny === 'string' ? 'deny' : 'allow';
  const text = typeof deny === 'string' ? deny : allow;
  if (allow !== undefined && deny !== undefined)
    throw usageError('--allow and --deny are two rules', 'give one');
  if (typeof text === 'string' && params['repo'] === undefined)
    throw usageError('--repo is missing: a rule belongs to a repository', 'hero-claude repo list shows them');
  const added = typeof text === 'string' && { add: { ...readRule(text), repo: params['repo'], behavior } };
  const result = await call.send({ ...params, ...added });
  if (output.json) output.document(result);
  else output.line(ruleTable(result.rules, output.style));
}

function ruleTable(rules: readonly ApprovalRule[], style: Style): string {
  if (rules.length === 0) return style.dim('no rules: every question waits for a person');
  const rows = rules.map(({ rule_id, repo, tool, pattern, behavior, created_at, created_by }) => [
    rule_id,
    visibleLine(repo),
    behavior === 'allow' ? style.green(behavior) : style.red(behavior),
    visibleLine(pattern === null ? tool : `${tool}(${pattern})`),
    [relative(created_at), visibleLine(created_by ?? '')].filter(Boolean).join(', '),
  ]);
  return table(['rule', 'repo', '', 'call', 'since'], rows, style);
}
