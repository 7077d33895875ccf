import { type JsonObject, objectOf, parseAgentLine } from '../../domain/agent/agent-line.ts';

/** What a person or a program says: words, or content blocks of the model's API (images, documents). */
export type PromptContent = string | readonly JsonObject[];

export interface PromptOptions {
  uuid: string;
  /**
   * While a turn runs: `next` steers it at its next step, `now` cuts it short, `later` waits for its end.
   */
  priority?: 'now' | 'next' | 'later';
  /** The text is a command of the CLI (`/compact`) and `@path` names a file; otherwise both are just words. */
  command?: boolean;
}

export function promptLine(
  content: PromptContent,
  { uuid, priority, command = false }: PromptOptions,
): string {
  return JSON.stringify({
    type: 'user',
    message: { role: 'user', content },
    parent_tool_use_id: null,
    session_id: '',
    uuid,
    ...(priority === undefined ? {} : { priority }),
    ...(command ? {} : { client_composed: true }),
  });
}

export function requestLine(requestId: string, subtype: string, fields: JsonObject = {}): string {
  return JSON.stringify({ type: 'control_request', request_id: requestId, request: { subtype, ...fields } });
}

export function answerLine(requestId: string, response: JsonObject): string {
  return JSON.stringify({
    type: 'control_response',
    response: { subtype: 'success', request_id: requestId, response },
  });
}

/** Whether a line we said ends the turn: an interrupt, or a refusal that stops the agent. */
export function endsTurn(line: string): boolean {
  const { value } = parseAgentLine(Buffer.from(line));
  const { subtype } = objectOf(value?.request);
  const { interrupt } = objectOf(objectOf(value?.response).response);
  return subtype === 'interrupt' || subtype === 'end_session' || interrupt === true;
}

export function refusalLine(requestId: string, error: string): string {
  return JSON.stringify({
    type: 'control_response',
    response: { subtype: 'error', request_id: requestId, error },
  });
}
