import { z } from 'zod';
import { SessionId } from '../ids.ts';
import { Delivery, PermissionMode, Session } from './session.ts';

export const Turn = z
  .object({
    is_error: z.boolean(),
    result: z.string().nullable().describe("The agent's closing words"),
    duration_ms: z.number(),
    num_turns: z.number().int(),
    total_cost_usd: z.number().describe('Of this agent process, list price'),
  })
  .meta({ id: 'TurnResult', description: 'How the latest turn ended' });

export const ResourceUse = z
  .object({
    cpu_percent: z.number().nullable().describe('100 is one core'),
    memory_bytes: z.number().int().nullable(),
    memory_limit_bytes: z.number().int().nullable(),
    pids: z.number().int().nullable(),
    disk_bytes: z.number().int().nullable().describe('Of the session folder'),
  })
  .meta({ id: 'ResourceUse', description: 'null where nothing runs' });
export type ResourceUse = z.infer<typeof ResourceUse>;

export const SessionDetails = Session.extend({
  usage: ResourceUse,
  last_turn: Turn.nullable(),
  messages: z.number().int().describe('Lines of the agent stored so far'),
  claude_code_version: z.string().nullable(),
  agent_permission_mode: PermissionMode.nullable().describe(
    'The mode the agent is in, by its own word: an edit allowed for the session puts it into acceptEdits. null while none runs',
  ),
  container_id: z.string().nullable(),
  directory: z.string().describe('The session folder on the host'),
  setup: z.array(z.string()),
  include: z.array(z.string()),
  hooks: z.array(z.string()).describe('Chosen hooks of the operator; the global ones come on top'),
  env: z.record(z.string(), z.string()),
}).meta({ id: 'SessionDetails' });
export type SessionDetails = z.infer<typeof SessionDetails>;

export const FinishedRepo = Delivery.omit({ commit: true, head: true, at: true })
  .extend({
    name: z.string(),
    commit: z.string().nullable(),
    undelivered: z
      .array(z.object({ ref: z.string(), commits: z.number().int() }))
      .describe('Other branches and stashes with commits that were not delivered'),
    notes: z.array(z.string()),
  })
  .meta({ id: 'FinishedRepo' });
export type FinishedRepo = z.infer<typeof FinishedRepo>;

export const FinishResult = z
  .object({ session: Session, repos: z.array(FinishedRepo) })
  .meta({ id: 'FinishResult' });
export type FinishResult = z.infer<typeof FinishResult>;

export const LostWork = z
  .object({
    repo: z.string(),
    uncommitted_files: z.number().int(),
    commits: z.number().int().describe('Commits no delivery has brought out'),
    refs: z.array(z.object({ ref: z.string(), commits: z.number().int() })),
  })
  .meta({ id: 'LostWork', description: 'What destroy would take away' });
export type LostWork = z.infer<typeof LostWork>;

export const DestroyResult = z
  .object({
    session_id: SessionId,
    destroyed: z.boolean(),
    would_lose: z.array(LostWork),
    restorable_until: z.iso.datetime().nullable(),
  })
  .meta({ id: 'DestroyResult' });
export type DestroyResult = z.infer<typeof DestroyResult>;

export const SyncedRepo = z
  .object({
    name: z.string(),
    merged: z.boolean().describe('false when there was nothing new, and while there are conflicts'),
    commits: z.number().int(),
    conflicts: z
      .array(z.string())
      .describe(
        'Files that cannot be merged: left to the agent with conflict markers by hand_over, else as they were',
      ),
    base_commit: z.string(),
  })
  .meta({ id: 'SyncedRepo' });
export type SyncedRepo = z.infer<typeof SyncedRepo>;

export const SyncResult = z
  .object({ session: Session, repos: z.array(SyncedRepo) })
  .meta({ id: 'SyncResult' });
export type SyncResult = z.infer<typeof SyncResult>;

export const ExecOutcome = z
  .object({
    exit_code: z.number().int().nullable().describe('null when a signal ended the command'),
    signal: z.string().nullable(),
    stdout: z.string(),
    stderr: z.string(),
    truncated: z.boolean(),
    duration_ms: z.number().int(),
  })
  .meta({ id: 'ExecOutcome' });
export type ExecOutcome = z.infer<typeof ExecOutcome>;

export const LogSource = z.enum(['rsync', 'claude', 'container']).meta({
  id: 'LogSource',
  description: 'rsync: how its files were copied; claude: what the agent wrote; container: its stderr',
});
export type LogSource = z.infer<typeof LogSource>;

export const LogChunk = z
  .object({
    source: LogSource,
    lines: z.array(z.string()),
    next: z.number().int().describe('Pass as `after` to read on'),
    more: z.boolean().describe('There is more to read right now'),
  })
  .meta({ id: 'LogChunk' });
export type LogChunk = z.infer<typeof LogChunk>;

export const Applied = z.enum(['live', 'next_start']).meta({
  id: 'Applied',
  description: 'Whether a change holds from the next model call of the agent, or from its next start',
});
export type Applied = z.infer<typeof Applied>;

export const ConfigureResult = z
  .object({
    session: Session,
    applied: z.object({
      model: Applied.optional(),
      effort: Applied.optional(),
      permission_mode: Applied.optional(),
      egress: Applied.optional(),
      budget_usd: Applied.optional(),
      token_limit: Applied.optional(),
    }),
  })
  .meta({ id: 'ConfigureResult' });
export type ConfigureResult = z.infer<typeof ConfigureResult>;
