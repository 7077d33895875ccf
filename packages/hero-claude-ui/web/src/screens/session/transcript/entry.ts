import { isObject, type Json } from './loose.ts';

/** One line of the agent, as it came by page or by event. */
export interface Entry {
  /** Counts from 1 within the session, without gaps. */
  seq: number;
  at: string;
  /** null for a line that is not a JSON object. */
  line: Json | null;
  /** The text of such a line. */
  raw: string | null;
  flaw: string | null;
}

/** What `session.messages` says about a line. */
export interface PagedLine {
  seq: number;
  at: string;
  line: Json | null;
  raw: string | null;
  flaw: string | null;
}

export function entryOfPage({ seq, at, line, raw, flaw }: PagedLine): Entry {
  return { seq, at, line, raw, flaw };
}

/** A line out of a `session.message` event; null when it is none. */
export function entryOfEvent(at: string, data: unknown): Entry | null {
  if (!isObject(data)) return null;
  const { seq, line: text } = data;
  if (typeof seq !== 'number' || typeof text !== 'string') return null;
  const line = parsed(text);
  return { seq, at, line, raw: line === null ? text : null, flaw: line === null ? 'corrupt' : null };
}

function parsed(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
