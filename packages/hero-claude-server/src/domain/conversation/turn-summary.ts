import {
  blocksOf,
  isAborted,
  isObject,
  type JsonObject,
  nameOf,
  namesOf,
  numberOf,
  objectOf,
  resultWords,
  textOf,
} from '../agent/agent-line.ts';
import type { TurnTokens } from './turn.ts';

const maxResultLength = 20_000;
const maxFiles = 500;
const maxTools = 200;
const maxPrompts = 200;

/** What a process of the agent has counted: its lines carry nothing else. */
export interface Cumulative {
  tokens: TurnTokens;
  costUsd: number;
}

/** What the lines of one turn say about it. */
export interface TurnSummary {
  prompts: Set<string>;
  background: boolean;
  idleAt: number | null;
  result: {
    isError: boolean;
    aborted: boolean;
    text: string;
    apiErrorStatus: number | null;
    at: number;
  } | null;
  /** At the end of the turn. */
  cumulative: Cumulative | null;
  tools: Map<string, number>;
  files: Set<string>;
}

export function emptySummary(): TurnSummary {
  return {
    prompts: new Set(),
    background: false,
    idleAt: null,
    result: null,
    cumulative: null,
    tools: new Map(),
    files: new Set(),
  };
}

/** Takes one line of the turn in. */
export function addToSummary(summary: TurnSummary, line: JsonObject, at: number): void {
  if (line.type === 'assistant') addCalls(summary, line);
  else if (line.type === 'result') addResult(summary, line, at);
  else if (line.type === 'system' && line.state === 'idle') summary.idleAt = at;
  else if (line.type === 'user' && line.isReplay === true) addPrompts(summary, [nameOf(line.uuid) ?? '']);
}

/** What a turn used: the difference of two counts of one process. Nobody uses less than nothing. */
export function usedBetween(before: Cumulative | null, after: Cumulative): Cumulative {
  const less = (key: keyof TurnTokens) => Math.max(0, after.tokens[key] - (before?.tokens[key] ?? 0));
  return {
    tokens: {
      input_tokens: less('input_tokens'),
      output_tokens: less('output_tokens'),
      cache_read_tokens: less('cache_read_tokens'),
      cache_write_tokens: less('cache_write_tokens'),
    },
    costUsd: Math.max(0, after.costUsd - (before?.costUsd ?? 0)),
  };
}

/** The counts of a `result` line; its own `usage` leaves sub-agents out. */
export function cumulativeOf(line: JsonObject): Cumulative {
  const models = Object.values(objectOf(line.modelUsage)).filter(isObject);
  const sum = (key: string) => models.reduce((total, usage) => total + count(usage[key]), 0);
  return {
    tokens: {
      input_tokens: sum('inputTokens'),
      output_tokens: sum('outputTokens'),
      cache_read_tokens: sum('cacheReadInputTokens'),
      cache_write_tokens: sum('cacheCreationInputTokens'),
    },
    costUsd: numberOf(line.total_cost_usd) ?? 0,
  };
}

/** What a `result` line says of its own turn; sub-agents are left out. */
export function usageOf(line: JsonObject): TurnTokens {
  const usage = objectOf(line.usage);
  return {
    input_tokens: count(usage.input_tokens),
    output_tokens: count(usage.output_tokens),
    cache_read_tokens: count(usage.cache_read_input_tokens),
    cache_write_tokens: count(usage.cache_creation_input_tokens),
  };
}

function count(value: unknown): number {
  return Math.trunc(numberOf(value) ?? 0);
}

function addPrompts(summary: TurnSummary, uuids: readonly string[]): void {
  for (const uuid of uuids) if (uuid !== '' && summary.prompts.size < maxPrompts) summary.prompts.add(uuid);
}

function addResult(summary: TurnSummary, line: JsonObject, at: number): void {
  addPrompts(summary, namesOf(line.user_message_uuids));
  if (objectOf(line.origin).kind === 'task-notification') summary.background = true;
  summary.cumulative = cumulativeOf(line);
  summary.result = {
    isError: line.is_error === true,
    aborted: isAborted(line.terminal_reason),
    text: resultWords(line).slice(0, maxResultLength),
    apiErrorStatus: numberOf(line.api_error_status),
    at,
  };
}

function addCalls({ tools, files }: TurnSummary, line: JsonObject): void {
  for (const block of blocksOf(line)) {
    const name = block.type === 'tool_use' ? nameOf(block.name) : null;
    if (name === null) continue;
    if (tools.size < maxTools || tools.has(name)) tools.set(name, (tools.get(name) ?? 0) + 1);
    const input = objectOf(block.input);
    const file = writers.has(name) ? (textOf(input.file_path) ?? textOf(input.notebook_path)) : null;
    if (file !== null && files.size < maxFiles) files.add(file.slice(0, 4096));
  }
}

const writers = new Set(['Write', 'Edit', 'MultiEdit', 'NotebookEdit']);
