import type { Json } from './json.ts';

/** Whose words these are: the agent's, or those of a sub-agent it started. */
export interface Speaker {
  /** 0 is the agent itself. */
  depth: number;
  /** What the sub-agent was started for. */
  label: string | undefined;
}

export interface Outcome {
  ok: boolean;
  text: string;
}

/** A call of a tool, and once it has ended how. */
export interface ToolCall {
  id: string;
  name: string;
  input: Json;
  /** Calls of one answer of the model run side by side. */
  messageId: string;
  speaker: Speaker;
  /** Milliseconds since the epoch. */
  begunAt: number;
  outcome: Outcome | undefined;
}

/** What runs beside the agent: a sub-agent, or a command in the background. */
export interface BackgroundTask {
  label: string;
  doing: string;
}

export interface Todo {
  text: string;
  /** How it is called while it is being done. */
  doing: string;
  status: 'pending' | 'in_progress' | 'completed';
}

export type Tone = 'dim' | 'warn' | 'bad';

/** Something in a conversation that a person is told. */
export type Happening =
  | { kind: 'prompt'; text: string }
  | { kind: 'said'; text: string; speaker: Speaker }
  | { kind: 'thought'; text: string; ms: number | undefined; speaker: Speaker }
  /** A call begins. */
  | { kind: 'call'; call: ToolCall }
  /** It has ended. */
  | { kind: 'result'; call: ToolCall; amongOthers: boolean }
  /** All calls of one answer have ended. */
  | { kind: 'calls'; calls: readonly ToolCall[] }
  | { kind: 'todos'; todos: readonly Todo[] }
  | { kind: 'failed'; text: string }
  | { kind: 'notice'; text: string; tone: Tone; speaker?: Speaker }
  /** The machinery; shown to who wants everything. */
  | { kind: 'detail'; text: string }
  /** A line that nobody here knows how to read. */
  | { kind: 'raw'; text: string };
