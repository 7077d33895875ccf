import type { Entry } from './entry.ts';
import type { Json } from './loose.ts';
import { Transcript } from './transcript.ts';

/** Numbers lines as a session does. */
export function entriesOf(lines: readonly unknown[], from = 1): Entry[] {
  return lines.map((line, index) => ({
    seq: from + index,
    at: new Date(1_700_000_000_000 + (from + index) * 1_000).toISOString(),
    line: line as Json | null,
    raw: null,
    flaw: null,
  }));
}

export function transcriptOf(lines: readonly unknown[]): Transcript {
  const transcript = new Transcript();
  for (const entry of entriesOf(lines)) transcript.append(entry);
  return transcript;
}

export function said(text: string, parent: string | null = null): Json {
  const content = [{ type: 'text', text }];
  return { type: 'assistant', message: { id: `msg-${text}`, content }, parent_tool_use_id: parent };
}

export function prompted(text: string): Json {
  return { type: 'user', message: { role: 'user', content: text }, uuid: `u-${text}`, isReplay: true };
}

export function called(id: string, name: string, input: Json = {}, parent: string | null = null): Json {
  const content = [{ type: 'tool_use', id, name, input }];
  return { type: 'assistant', message: { id: `msg-${id}`, content }, parent_tool_use_id: parent };
}

export function answered(id: string, content: unknown, more: Json = {}): Json {
  const { is_error = false, parent = null, ...rest } = more;
  const block = { type: 'tool_result', tool_use_id: id, content, is_error };
  return { type: 'user', message: { role: 'user', content: [block] }, parent_tool_use_id: parent, ...rest };
}

export function ended(total_cost_usd: number, more: Json = {}): Json {
  return {
    type: 'result',
    subtype: 'success',
    is_error: false,
    duration_ms: 1_200,
    num_turns: 2,
    total_cost_usd,
    ...more,
  };
}
