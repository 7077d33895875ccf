import type { ScriptStepInput, ToolCall } from './script-step.ts';

export const scriptStart = '[[script]]';
export const scriptEnd = '[[/script]]';

/**
 * The marked text that makes the scripted model play `steps`; put it anywhere in a prompt.
 * A script may stand in a tool's input (the prompt of a sub-agent): inner markers are escaped.
 */
export function script(...steps: ScriptStepInput[]): string {
  const json = JSON.stringify(steps)
    .replaceAll(scriptStart, '\\u005b[script]]')
    .replaceAll(scriptEnd, '\\u005b[/script]]');
  return `${scriptStart} ${json} ${scriptEnd}`;
}

type ReplyExtras = Omit<
  Extract<ScriptStepInput, { repeat?: unknown }>,
  'text' | 'thinking' | 'tool' | 'tools'
>;

/** The model says `value`. */
export function text(value: string, extras: ReplyExtras = {}): ScriptStepInput {
  return { ...extras, text: value };
}

/** The model calls one tool, saying `extras.text` before it when given. */
export function tool(
  name: string,
  input: Record<string, unknown>,
  extras: ReplyExtras & { text?: string; thinking?: string } = {},
): ScriptStepInput {
  return { ...extras, tool: { name, input } };
}

/** The model calls several tools in one message. */
export function tools(calls: ToolCall[], extras: ReplyExtras & { text?: string } = {}): ScriptStepInput {
  return { ...extras, tools: calls };
}

/** The API answers an HTTP error `times` times (once unless given), then the script goes on. */
export function apiError(
  status: number,
  options: { type?: string; message?: string; retry_after?: number; times?: number } = {},
): ScriptStepInput {
  return { error: { status, ...options } };
}
