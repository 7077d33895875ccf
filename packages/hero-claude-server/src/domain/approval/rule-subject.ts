import { posix } from 'node:path';
import { type JsonObject, textOf } from '../agent/agent-line.ts';
import { containerRepoDir } from '../session/session-folder.ts';
import type { SubjectKind } from './rule-pattern.ts';

/** What of a tool call the patterns of rules are about. */
export interface RuleSubject {
  kind: SubjectKind;
  text: string;
}

const fields = new Map<string, { kind: SubjectKind; field: string }>([
  ['Bash', { kind: 'command', field: 'command' }],
  ['Read', { kind: 'path', field: 'file_path' }],
  ['Write', { kind: 'path', field: 'file_path' }],
  ['Edit', { kind: 'path', field: 'file_path' }],
  ['NotebookEdit', { kind: 'path', field: 'notebook_path' }],
  ['WebFetch', { kind: 'text', field: 'url' }],
  ['WebSearch', { kind: 'text', field: 'query' }],
]);

/** Whether calls of that tool can be told apart by a pattern. */
export function takesPattern(tool: string): boolean {
  return fields.has(tool);
}

export function subjectOf(tool: string, input: JsonObject): RuleSubject | undefined {
  const known = fields.get(tool);
  const text = known && textOf(input[known.field]);
  if (known === undefined || text === null || text === undefined) return undefined;
  return { kind: known.kind, text: known.kind === 'path' ? posix.normalize(text) : text };
}

/** The repository a path of the container lies in, and where there. */
export function placeIn(repos: readonly string[], path: string): { repo: string; path: string } | undefined {
  const byLength = repos.toSorted((a, b) => b.length - a.length);
  const repo = byLength.find((name) => path.startsWith(`${containerRepoDir(name)}/`));
  if (repo === undefined) return undefined;
  return { repo, path: path.slice(containerRepoDir(repo).length + 1) };
}
