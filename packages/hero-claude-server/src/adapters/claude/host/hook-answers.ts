import { isObject, type JsonObject } from '../../../domain/agent/agent-line.ts';
import type { ProcessResult } from '../../../lib/process.ts';
import type { HookEvent, OperatorHook } from './operator-hooks.ts';

/** Exit code of a hook that says no; its stderr is the reason, as with Claude Code's own hooks. */
const blockCode = 2;

export interface HookAnswer {
  outcome: 'answered' | 'refused' | 'failed';
  response: JsonObject;
}

/** What the agent is told after a hook has ended. */
export function answerOf(hook: OperatorHook, result: ProcessResult): HookAnswer {
  const { exitCode, signal, stderr, stdout, timedOut, truncated } = result;
  if (truncated) return failed(hook, 'it wrote too much');
  if (timedOut) return failed(hook, `it took longer than ${hook.timeoutMs / 1000} s`);
  if (exitCode === blockCode)
    return { outcome: 'refused', response: blocked(hook.event, stderr.trim() || `${hook.name} says no`) };
  if (exitCode !== 0) return failed(hook, signal === null ? `exit code ${exitCode}` : `ended by ${signal}`);
  return { outcome: 'answered', response: saidBy(hook.event, stdout.toString('utf8').trim()) };
}

/** A hook that did not answer: the operator chose what that means. */
export function failed({ name, event, onFailure }: OperatorHook, why: string): HookAnswer {
  const message = `The hook "${name}" did not answer: ${why}`;
  const response =
    onFailure === 'block' ? blocked(event, message) : { continue: true, systemMessage: message };
  return { outcome: 'failed', response };
}

/** A callback of a hook that the file does not have any more. */
export function forgotten(name: string, event: unknown): JsonObject {
  const message = `The hook "${name}" is not in hooks.json any more; start the session anew to go on without it`;
  if (event === 'PreToolUse' || event === 'UserPromptSubmit') return blocked(event, message);
  return { continue: true, systemMessage: message };
}

function blocked(event: HookEvent, reason: string): JsonObject {
  if (event !== 'PreToolUse') return { decision: 'block', reason };
  const decision = { permissionDecision: 'deny', permissionDecisionReason: reason };
  return { hookSpecificOutput: { hookEventName: event, ...decision } };
}

function saidBy(event: HookEvent, text: string): JsonObject {
  const said = parsed(text);
  if (said !== undefined) return said;
  if (event !== 'UserPromptSubmit' || text === '') return { continue: true };
  return { hookSpecificOutput: { hookEventName: event, additionalContext: text } };
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
