import type { Database } from '../../adapters/store/database.ts';
import { InputStore } from '../../adapters/store/input-store.ts';
import { type TurnSpan, TurnStore } from '../../adapters/store/turn-store.ts';
import { parseAgentLine } from '../../domain/agent/agent-line.ts';
import type { Turn, TurnPage, TurnParams } from '../../domain/conversation/turn.ts';
import {
  addToSummary,
  type Cumulative,
  cumulativeOf,
  emptySummary,
  type TurnSummary,
  usedBetween,
} from '../../domain/conversation/turn-summary.ts';
import { readCounts } from './read-counts.ts';

/** The process that writes now, if one does: a turn of any other cannot go on. */
export type LiveGeneration = number | null;

/** The turns of a session, each derived from its lines. */
export function readTurns(
  db: Database,
  { session_id, after, limit }: TurnParams,
  live: LiveGeneration,
): TurnPage {
  const store = new TurnStore(db);
  const spans = store.spans(session_id, after, limit + 1);
  const shown = spans.slice(0, limit);
  const [first, last] = [shown.at(0), shown.at(-1)];
  if (first === undefined || last === undefined) return { turns: [], next: after, more: false };
  const summaries = summarize(store, session_id, first, last);
  const inputs = new InputStore(db);
  const saidTo = (uuid: string) => inputs.get(session_id, uuid)?.generation;
  const counts = readCounts(db, session_id);
  const carried = (generation: number) => counts.get(generation)?.carried ?? null;
  const before = store.resultBefore(session_id, first.generation, first.firstSeq);
  let base = before === undefined ? carried(first.generation) : cumulativeAt(before);
  const turns = shown.map((span, index) => {
    const previous = shown[index - 1];
    if (previous !== undefined && previous.generation !== span.generation) base = carried(span.generation);
    const summary = summaries.get(span.turn) ?? emptySummary();
    const used = summary.cumulative === null ? null : usedBetween(base, summary.cumulative);
    base = summary.cumulative ?? base;
    return turnOf(span, summary, used, span.generation === live, saidTo);
  });
  return { turns, next: last.turn, more: spans.length > limit };
}

function summarize(
  store: TurnStore,
  sessionId: string,
  first: TurnSpan,
  last: TurnSpan,
): Map<number, TurnSummary> {
  const summaries = new Map<number, TurnSummary>();
  for (const { turn, line, at } of store.telling(sessionId, first.turn, last.turn)) {
    const summary = summaries.get(turn) ?? emptySummary();
    summaries.set(turn, summary);
    const { value } = parseAgentLine(line);
    if (value !== null) addToSummary(summary, value, at);
  }
  return summaries;
}

function cumulativeAt(line: Uint8Array): Cumulative | null {
  const { value } = parseAgentLine(line);
  return value === null ? null : cumulativeOf(value);
}

function turnOf(
  span: TurnSpan,
  summary: TurnSummary,
  used: Cumulative | null,
  isLive: boolean,
  saidTo: (uuid: string) => number | undefined,
): Turn {
  const { result, idleAt } = summary;
  const state = stateOf(summary, isLive);
  const endedAt = state === 'running' ? null : (idleAt ?? result?.at ?? span.lastAt);
  return {
    turn: span.turn,
    started_by: startOf(span, summary, saidTo),
    prompts: [...summary.prompts],
    state,
    started_at: new Date(span.firstAt).toISOString(),
    ended_at: endedAt === null ? null : new Date(endedAt).toISOString(),
    duration_ms: endedAt === null ? null : endedAt - span.firstAt,
    result: result?.text ?? null,
    api_error_status: result?.apiErrorStatus ?? null,
    tokens: used?.tokens ?? null,
    cost_usd: used?.costUsd ?? null,
    tools: [...summary.tools].map(([name, calls]) => ({ name, calls })),
    files: [...summary.files],
    messages: span.messages,
    first_seq: span.firstSeq,
    last_seq: span.lastSeq,
  };
}

function stateOf({ result, idleAt }: TurnSummary, isLive: boolean): Turn['state'] {
  if (idleAt === null && isLive) return 'running';
  if (result === null) return 'cut';
  if (result.aborted) return 'interrupted';
  return result.isError ? 'failed' : 'done';
}

/** A process that echoes a prompt which an earlier one was told goes on with that one's turn. */
function startOf(
  { generation }: TurnSpan,
  { prompts, background }: TurnSummary,
  saidTo: (uuid: string) => number | undefined,
): Turn['started_by'] {
  const [first] = prompts;
  if (first === undefined) return background ? 'background' : null;
  return (saidTo(first) ?? generation) < generation ? 'resume' : 'user';
}
