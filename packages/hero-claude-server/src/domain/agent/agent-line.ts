/** A JSON object of the agent's protocol. Nothing about its fields is taken for granted. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What a line of the agent is about, as far as it can be told. */
export interface AgentLine {
  /** `unparsed` for a line that is not a JSON object with a type. */
  type: string;
  subtype: string | null;
  uuid: string | null;
  messageId: string | null;
  toolUseId: string | null;
  parentToolUseId: string | null;
  value: JsonObject | null;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** A name or an id: what is longer than any honest one is cut. */
export function nameOf(value: unknown): string | null {
  return textOf(value)?.slice(0, maxNameLength) ?? null;
}

const maxNameLength = 200;

export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A count: whole, not negative, and no larger than any honest one. */
export function countOf(value: unknown): number | null {
  const number = numberOf(value);
  return number === null ? null : Math.min(Math.max(Math.trunc(number), 0), maxCount);
}

const maxCount = 1_000_000_000;

export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The names in a list, as many as an honest list may have. */
export function namesOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, maxNames).flatMap((item) => nameOf(item) ?? []);
}

const maxNames = 1000;

/** What a `result` line says: the answer, or why there is none. */
export function resultWords(line: JsonObject): string {
  const { result, errors, terminal_reason: reason } = line;
  const words = namesOf(errors);
  // Why a turn was aborted is known; the CLI adds how it noticed, for itself.
  const told = isAborted(reason) ? words.filter((word) => !word.startsWith('[ede_diagnostic]')) : words;
  return textOf(result) ?? told.join('\n');
}

/** Whether the `terminal_reason` of a `result` line is that somebody ended the turn. */
export function isAborted(reason: unknown): boolean {
  return nameOf(reason)?.startsWith('aborted') ?? false;
}

/** The content blocks of a message; a plain text is none. */
export function blocksOf(line: JsonObject): JsonObject[] {
  const { content } = objectOf(line.message);
  return Array.isArray(content) ? content.filter(isObject) : [];
}

export function parseAgentLine(bytes: Uint8Array): AgentLine {
  const value = parseObject(bytes);
  const type = value && nameOf(value.type);
  if (!value || !type) {
    return {
      type: 'unparsed',
      subtype: null,
      uuid: null,
      messageId: null,
      toolUseId: null,
      parentToolUseId: null,
      value: null,
    };
  }
  const nested =
    type === 'control_request' ? value.request : type === 'control_response' ? value.response : null;
  return {
    type,
    subtype: nameOf(value.subtype) ?? nameOf(objectOf(nested).subtype),
    uuid: nameOf(value.uuid),
    messageId: nameOf(objectOf(value.message).id),
    toolUseId: nameOf(value.tool_use_id) ?? nameOf(objectOf(nested).tool_use_id) ?? toolUseOfBlocks(value),
    parentToolUseId: nameOf(value.parent_tool_use_id),
    value,
  };
}

function parseObject(bytes: Uint8Array): JsonObject | null {
  try {
    const text = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const value: unknown = JSON.parse(text.toString());
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** The CLI writes one line per content block, so the first is the only one. */
function toolUseOfBlocks(line: JsonObject): string | null {
  for (const block of blocksOf(line)) {
    const id = block.type === 'tool_use' ? block.id : block.type === 'tool_result' ? block.tool_use_id : null;
    if (typeof id === 'string') return nameOf(id);
  }
  return null;
}
