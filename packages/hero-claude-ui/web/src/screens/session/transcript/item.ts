import type { AttachedFile } from './attached-files.ts';
import type { Clipped } from './clip.ts';
import type { Json } from './loose.ts';
import type { TodoChange, TodoEntry } from './todo.ts';
import type { ToolDetail } from './tool-detail.ts';

interface ItemBase {
  /** Stays the same however the transcript was put together. */
  key: string;
  seq: number;
  at: string;
  /** The call of the sub-agent this belongs to; null at the top. */
  parent: ToolItem | null;
  /** Grows with each change of the item. */
  version: number;
}

/** What a person, the queue or the machinery said to the agent. */
export interface PromptItem extends ItemBase {
  kind: 'prompt';
  body: Clipped;
  images: ImageBlock[];
  files: AttachedFile[];
  uuid: string | null;
  /** Not typed by anybody: a summary, a reminder. */
  synthetic: boolean;
}

export interface TextItem extends ItemBase {
  kind: 'text';
  body: Clipped;
  messageId: string | null;
  /** Written by the CLI about an error of the API, not by the model. */
  failed: boolean;
}

export interface ThinkingItem extends ItemBase {
  kind: 'thinking';
  body: Clipped;
}

export type ToolState = 'running' | 'done' | 'failed' | 'cut';

export interface ToolItem extends ItemBase {
  kind: 'tool';
  id: string | null;
  name: string;
  input: Json;
  state: ToolState;
  endedAt: string | null;
  output: Clipped | null;
  images: ImageBlock[];
  detail: ToolDetail | null;
  /** What a sub-agent did, in its order. */
  children: Item[];
  /** 0 at the top, 1 in a sub-agent, and so on. */
  depth: number;
  /** The calls of the same answer, this one included. */
  batch: ToolItem[];
  todo: { entries: TodoEntry[]; changes: TodoChange[] } | null;
}

/** What came back from a call. */
export interface ToolAnswer {
  failed: boolean;
  at: string;
  body: Clipped;
  images: ImageBlock[];
  /** The structured result of the line, of a shape only its tool knows. */
  said: unknown;
}

/** A result whose call is on an earlier page. */
export interface OrphanItem extends ItemBase {
  kind: 'orphan';
  toolUseId: string;
  output: Clipped;
  failed: boolean;
  answer: ToolAnswer;
}

export interface ResultItem extends ItemBase {
  kind: 'result';
  failed: boolean;
  subtype: string | null;
  /** Only where the turn did not end with a text of the model. */
  message: string | null;
  durationMs: number | null;
  steps: number | null;
  /** Sum of the agent process so far, as it says. */
  totalCostUsd: number | null;
  /** Of this turn; null until the turn before is known. */
  costUsd: number | null;
  denials: number;
}

export type NoticeTone = 'quiet' | 'info' | 'warning' | 'danger';

export interface NoticeItem extends ItemBase {
  kind: 'notice';
  /** What may be replaced by the next of its sort: a retry, a compaction. */
  topic: string;
  tone: NoticeTone;
  title: string;
  body: string | null;
}

/** A line nobody here knows, or that is no JSON: shown as it is. */
export interface RawItem extends ItemBase {
  kind: 'raw';
  title: string;
  body: Clipped;
  flaw: string | null;
}

export interface ImageBlock {
  /** A data: URL of one of the four image types; null for an image that is elsewhere or of another type. */
  src: string | null;
  note: string;
}

export type Item =
  | PromptItem
  | TextItem
  | ThinkingItem
  | ToolItem
  | OrphanItem
  | ResultItem
  | NoticeItem
  | RawItem;
