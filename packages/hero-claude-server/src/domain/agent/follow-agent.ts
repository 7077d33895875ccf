import type { AgentFacts } from './agent-facts.ts';
import {
  type AgentLine,
  countOf,
  isObject,
  type JsonObject,
  nameOf,
  namesOf,
  numberOf,
  objectOf,
  resultWords,
} from './agent-line.ts';
import { unansweredAfter } from './agent-receipts.ts';
import { todosAfterAnswer, todosAfterCall } from './agent-todos.ts';

export interface LinePlace {
  seq: number;
  at: number;
}

/** The facts after one more line. Types it does not know change nothing but the time of the last line. */
export function followAgent(facts: AgentFacts, line: AgentLine, place: LinePlace): AgentFacts {
  const { value } = line;
  if (value === null) return { ...facts, lastLineAt: place.at };
  const change = changes.get(line.type)?.(facts, value, place);
  const unanswered = unansweredAfter(facts.unanswered, value);
  return { ...facts, ...change, unanswered, lastLineAt: place.at };
}

type Change = (facts: AgentFacts, line: JsonObject, place: LinePlace) => Partial<AgentFacts>;

/** The answer to a model call is coming: whatever it was waited for is over. */
const answering: Partial<AgentFacts> = { requestingSince: null, retry: null };

const changes = new Map<string, Change>([
  [
    'system',
    (facts, line, place) => systemChanges.get(nameOf(line.subtype) ?? '')?.(facts, line, place) ?? {},
  ],
  ['stream_event', () => answering],
  ['assistant', afterAssistant],
  ['user', (facts, line) => ({ todos: todosAfterAnswer(facts.todos, line) })],
  ['result', afterResult],
  ['rate_limit_event', afterRateLimit],
  ['control_request', afterRequest],
  ['control_response', afterResponse],
  ['control_cancel_request', (facts, line) => ({ open: without(facts.open, nameOf(line.request_id)) })],
]);

const systemChanges = new Map<string, Change>([
  // What was said in the last moments of a turn is answered at once, without a rest in between.
  ['init', (facts, line) => ({ identity: { ...facts.identity, ...identityOf(line) }, resultAt: null })],
  ['session_state_changed', afterState],
  ['api_retry', afterRetry],
  [
    'status',
    (facts, line, { at }) => {
      const mode = nameOf(line.permissionMode);
      return {
        requestingSince: line.status === 'requesting' ? at : facts.requestingSince,
        identity: mode === null ? facts.identity : { ...facts.identity, permissionMode: mode },
      };
    },
  ],
]);

function afterState(facts: AgentFacts, line: JsonObject, { at }: LinePlace): Partial<AgentFacts> {
  if (line.state === 'idle') return { phase: 'idle', since: at, resultAt: null, ...answering };
  if (facts.phase === 'working') return {};
  return { phase: 'working', since: at, turn: facts.turn + 1, resultAt: null };
}

function afterAssistant(facts: AgentFacts, line: JsonObject): Partial<AgentFacts> {
  const failed = nameOf(line.error) !== null;
  return { ...answering, quota: failed ? facts.quota : null, todos: todosAfterCall(facts.todos, line) };
}

function afterResult(facts: AgentFacts, line: JsonObject, { at }: LinePlace): Partial<AgentFacts> {
  return {
    ...answering,
    resultAt: facts.phase === 'working' ? at : null,
    verdict: {
      turn: facts.turn,
      at,
      isError: line.is_error === true,
      subtype: nameOf(line.subtype),
      terminalReason: nameOf(line.terminal_reason),
      apiErrorStatus: countOf(line.api_error_status),
      text: resultWords(line).slice(0, maxVerdictLength),
    },
  };
}

const maxVerdictLength = 20_000;

/** No honest agent waits longer. */
const longestWaitMs = 366 * 86_400_000;

function afterRetry(_facts: AgentFacts, line: JsonObject, { at }: LinePlace): Partial<AgentFacts> {
  const retry = {
    attempt: countOf(line.attempt) ?? 1,
    maxRetries: countOf(line.max_retries) ?? 0,
    status: countOf(line.error_status),
    error: nameOf(line.error) ?? 'unknown',
    since: at,
    until: at + Math.min(countOf(line.retry_delay_ms) ?? 0, longestWaitMs),
  };
  return { retry, requestingSince: null };
}

function afterRateLimit(facts: AgentFacts, line: JsonObject, { at }: LinePlace): Partial<AgentFacts> {
  const info = objectOf(line.rate_limit_info);
  if (info.status !== 'rejected') return { quota: null };
  const resetsAt = numberOf(info.resetsAt);
  const until = resetsAt === null ? null : Math.round(resetsAt * 1000);
  return {
    quota: {
      kind: nameOf(info.rateLimitType) ?? 'unknown',
      since: facts.quota?.since ?? at,
      // A time nobody waits for cannot be shown as a date either.
      until: until !== null && Math.abs(until - at) <= longestWaitMs ? until : null,
    },
  };
}

function afterRequest(facts: AgentFacts, line: JsonObject, { seq, at }: LinePlace): Partial<AgentFacts> {
  const id = nameOf(line.request_id);
  const request = objectOf(line.request);
  if (id === null || Object.keys(facts.open).length >= maxOpenRequests) return {};
  const opened = {
    subtype: nameOf(request.subtype) ?? 'unknown',
    seq,
    at,
    toolName: nameOf(request.tool_name),
  };
  return { open: { ...facts.open, [id]: opened } };
}

/** The agent waits for each of them, so an honest one never has many. */
const maxOpenRequests = 1000;

/** Either the echo of an answer of ours, or the agent's answer to us; the first `initialize` ends the start. */
function afterResponse(facts: AgentFacts, line: JsonObject, { at }: LinePlace): Partial<AgentFacts> {
  const response = objectOf(line.response);
  const open = without(facts.open, nameOf(response.request_id));
  const answer = objectOf(response.response);
  const version = nameOf(answer.claude_code_version);
  if (version === null) {
    // Our change of the mode holds from its answer on; the line that tells everybody comes later.
    const mode = nameOf(answer.mode);
    return mode === null ? { open } : { open, identity: { ...facts.identity, permissionMode: mode } };
  }
  const identity = {
    ...facts.identity,
    version,
    permissionMode: nameOf(answer.current_permission_mode) ?? facts.identity.permissionMode,
  };
  return facts.phase === 'starting' ? { open, identity, phase: 'idle', since: at } : { open, identity };
}

function without<Value>(record: Record<string, Value>, key: string | null): Record<string, Value> {
  if (key === null || !Object.hasOwn(record, key)) return record;
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

function identityOf(line: JsonObject): AgentFacts['identity'] {
  const servers = Array.isArray(line.mcp_servers) ? line.mcp_servers.filter(isObject).slice(0, 200) : [];
  return {
    conversation: nameOf(line.session_id),
    version: nameOf(line.claude_code_version),
    model: nameOf(line.model),
    permissionMode: nameOf(line.permissionMode),
    tools: namesOf(line.tools),
    mcpServers: servers.map(({ name, status }) => ({
      name: nameOf(name) ?? '',
      status: nameOf(status) ?? '',
    })),
  };
}
