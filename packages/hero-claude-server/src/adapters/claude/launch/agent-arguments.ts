import type { z } from 'zod';
import type { Effort, PermissionMode } from '../../../domain/session/session.ts';
import { type ContainerPaths, containerPaths } from './container-paths.ts';

export interface AgentOptions {
  /** A full model id or one of the CLI's short names; `null` leaves the choice to the CLI. */
  model: string | null;
  effort: z.infer<typeof Effort> | null;
  permissionMode: z.infer<typeof PermissionMode>;
  /** Load the repository's own CLAUDE.md, .claude/ and .mcp.json. */
  trustProject: boolean;
  /** Directories in the container; the first is where the agent works for life. */
  repoDirs: readonly string[];
}

/** What the short names of the pinned CLI stand for: a conversation keeps its model when they move on. */
const modelIds = new Map([
  ['sonnet', 'claude-sonnet-5-5'],
  ['opus', 'claude-opus-5-5'],
  ['haiku', 'claude-haiku-5-5'],
  ['fable', 'claude-fable-5-2'],
]);

export function modelId(name: string): string {
  const [, base = name, suffix = ''] = /^(.*?)(\[\w+\])?$/.exec(name) ?? [];
  return `${modelIds.get(base) ?? base}${suffix}`;
}

const sandboxNote = `You work in a container made for this session by hero-claude.
- There is no network but an HTTP(S) proxy, already set in the environment, that reaches a list of package registries and documentation sites. A refused host cannot be reached in another way.
- The repositories are copies; your commits are delivered from outside when the person asks for it. Do not push, and do not add remotes.
- Caches and tools belong in $HOME; the rest of the root file system is read-only.`;

/** The arguments of `claude`, but for the conversation's id, which the container decides about. */
export function agentArguments(options: AgentOptions, paths: ContainerPaths = containerPaths): string[] {
  const { model, effort, permissionMode, trustProject, repoDirs } = options;
  const flags: string[][] = [
    ['-p', '--verbose', '--input-format', 'stream-json', '--output-format', 'stream-json'],
    ['--include-partial-messages', '--replay-user-messages', '--permission-prompt-tool', 'stdio'],
    ['--permission-mode', permissionMode],
    model === null ? [] : ['--model', modelId(model)],
    effort === null ? [] : ['--effort', effort],
    ['--setting-sources', trustProject ? 'user,project' : 'user'],
    trustProject ? [] : ['--strict-mcp-config'],
    ...repoDirs.slice(1).map((dir) => ['--add-dir', dir]),
    ['--mcp-config', `${paths.cfg}/mcp.json`],
    ['--settings', `${paths.cfg}/settings.json`],
    ['--append-system-prompt', sandboxNote],
  ];
  return flags.flat();
}
