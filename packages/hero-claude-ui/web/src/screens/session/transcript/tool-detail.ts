import { type Clipped, clip } from './clip.ts';
import type { ChangedLine } from './line-diff.ts';
import { lineDiff } from './line-diff.ts';
import { field, isObject, type Json, listOf, numberAt, textAt, textOf } from './loose.ts';

/** What a known tool did, taken out of its structured result: only what is shown is kept. */
export type ToolDetail =
  | {
      kind: 'shell';
      stdout: Clipped;
      stderr: Clipped;
      /** null: it went on in the background, or was interrupted. */
      exitCode: number | null;
      background: string | null;
      interrupted: boolean;
    }
  | { kind: 'patch'; hunks: PatchHunk[]; added: number; removed: number; created: boolean }
  | { kind: 'read'; lines: number | null; from: number | null; of: number | null }
  | { kind: 'found'; files: number | null; matches: number | null; truncated: boolean };

export interface PatchHunk {
  oldStart: number;
  newStart: number;
  lines: ChangedLine[];
}

const mostHunks = 50;
const mostLines = 400;
const shellTools = new Set(['Bash', 'PowerShell']);
const editTools = new Set(['Edit', 'MultiEdit', 'Write', 'NotebookEdit']);

export function isShell(name: string): boolean {
  return shellTools.has(name);
}

export function isEdit(name: string): boolean {
  return editTools.has(name);
}

/** `said` is the `tool_use_result` of the line, `text` what the model got to read. */
export function readDetail(
  name: string,
  input: Json,
  said: unknown,
  text: string,
  failed: boolean,
): ToolDetail | null {
  if (isShell(name)) return shellDetail(said, text, failed);
  if (isEdit(name)) return failed ? null : patchDetail(name, input, said);
  if (name === 'Read') {
    const file = field(said, 'file');
    const [lines, from, of] = [
      numberAt(file, 'numLines'),
      numberAt(file, 'startLine'),
      numberAt(file, 'totalLines'),
    ];
    return lines === null ? null : { kind: 'read', lines, from, of };
  }
  if ((name === 'Grep' || name === 'Glob') && isObject(said)) {
    const files =
      numberAt(said, 'numFiles') ?? (Array.isArray(said['filenames']) ? said['filenames'].length : null);
    const matches = numberAt(said, 'numMatches') ?? numberAt(said, 'numLines');
    return { kind: 'found', files, matches, truncated: field(said, 'truncated') === true };
  }
  return null;
}

function shellDetail(said: unknown, text: string, failed: boolean): ToolDetail {
  const code = /^(?:Error: )?Exit code (\d{1,9})\b\n?/.exec(text);
  const interrupted = field(said, 'interrupted') === true;
  const background = textAt(said, 'backgroundTaskId');
  const stdout = textAt(said, 'stdout') ?? (code ? text.slice(code[0].length) : text);
  return {
    kind: 'shell',
    stdout: clip(stdout),
    stderr: clip(textAt(said, 'stderr') ?? ''),
    exitCode: code ? Number(code[1]) : failed || interrupted || background !== null ? null : 0,
    background,
    interrupted,
  };
}

function patchDetail(name: string, input: Json, said: unknown): ToolDetail {
  const stated = listOf(field(said, 'structuredPatch'));
  const hunks = stated.length > 0 ? stated.slice(0, mostHunks).map(statedHunk) : inputHunks(name, input);
  const lines = hunks.flatMap((hunk) => hunk.lines);
  return {
    kind: 'patch',
    hunks,
    added: lines.filter(({ sign }) => sign === '+').length,
    removed: lines.filter(({ sign }) => sign === '-').length,
    created: field(said, 'type') === 'create',
  };
}

function statedHunk(hunk: unknown): PatchHunk {
  const lines = listOf(field(hunk, 'lines'))
    .slice(0, mostLines)
    .map((line) => signedLine(textOf(line) ?? ''));
  return { oldStart: numberAt(hunk, 'oldStart') ?? 1, newStart: numberAt(hunk, 'newStart') ?? 1, lines };
}

function signedLine(line: string): ChangedLine {
  const sign = line[0];
  const text = clip(line.slice(1), 2_000).text;
  return { sign: sign === '+' || sign === '-' ? sign : ' ', text };
}

/** Before the tool has answered, and where it says no more, its input is the change. */
export function inputHunks(name: string, input: Json): PatchHunk[] {
  const edits = name === 'MultiEdit' ? listOf(field(input, 'edits')).slice(0, mostHunks) : [input];
  return edits.flatMap((edit) => {
    const before = textAt(edit, 'old_string') ?? '';
    const after = textAt(edit, 'new_string') ?? textAt(edit, 'content') ?? textAt(edit, 'new_source') ?? '';
    const lines = lineDiff(before, after)
      .slice(0, mostLines)
      .map(({ sign, text }) => ({ sign, text: clip(text, 2_000).text }));
    return lines.length === 0 ? [] : [{ oldStart: 1, newStart: 1, lines }];
  });
}
