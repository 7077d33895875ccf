import { z } from 'zod';
import { AgentState } from '../agent/agent.ts';
import { AutoResume } from '../agent/auto-resume.ts';
import { SessionId } from '../ids.ts';
import { SessionMoney } from '../money/money.ts';
import { Bucket } from './session-bucket.ts';
import { SessionStatus } from './session-status.ts';

export const Effort = z.enum(['low', 'medium', 'high', 'xhigh', 'max']).meta({ id: 'Effort' });

export const PermissionMode = z.enum(['bypassPermissions', 'default', 'acceptEdits', 'plan']).meta({
  id: 'PermissionMode',
  description:
    'bypassPermissions asks for nothing, default before each thing that changes something, acceptEdits for all of that but edits; plan changes nothing',
});

export const EgressEntry = z
  .string()
  .max(260)
  .regex(
    /^(\*\.)?([a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])(:[1-9]\d{0,4})?$/i,
    'must be host, host:port or *.host',
  )
  .describe('host, host:port or *.host; without a port, 443 and 80 are meant');

export const EgressPolicy = z
  .union([
    z.enum(['none', 'allowlist', 'open']),
    z.object({
      policy: z.enum(['none', 'allowlist', 'open']),
      allow: z.array(EgressEntry).max(200).optional().describe('More entries: host, host:port or *.host'),
      defaults: z
        .boolean()
        .optional()
        .describe('false: the entries alone, without the list of package registries'),
    }),
  ])
  .meta({ id: 'EgressPolicy', description: 'What the container may reach beside the model' });
export type EgressPolicy = z.infer<typeof EgressPolicy>;

export const UncommittedChoice = z.enum(['include', 'leave_out']).meta({
  id: 'UncommittedChoice',
  description: 'What finish does with your uncommitted changes from session start',
});
export type UncommittedChoice = z.infer<typeof UncommittedChoice>;

export const Problem = z
  .object({
    kind: z.string().describe('Stable name, noun.fact'),
    message: z.string().describe('What is wrong and what mends it'),
    since: z.iso.datetime(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

export const Progress = z
  .object({
    phase: z.string().describe('What is being done: copy shop, build image, push shop'),
    percent: z.number().min(0).max(100).optional(),
    bytes: z.number().int().optional(),
  })
  .meta({ id: 'Progress' });
export type Progress = z.infer<typeof Progress>;

export const Delivery = z
  .object({
    commit: z.string().describe('The delivered commit'),
    head: z.string().describe('The commit of the session copy it was made from'),
    branch: z.string(),
    commits: z.number().int().describe('How many commits of the agent it holds'),
    pushed: z.boolean(),
    remote: z.string().nullable().describe('Where it went, without credentials'),
    pr_url: z.string().nullable(),
    reason: z.string().optional().describe('Why nothing was pushed, or why there is no pull request'),
    at: z.iso.datetime(),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof Delivery>;

export const DiffSize = z
  .object({
    files_changed: z.number().int(),
    additions: z.number().int(),
    deletions: z.number().int(),
    as_of: z.iso.datetime().describe('When it was first found to be so'),
  })
  .meta({ id: 'DiffSize', description: 'How much the agent changed in all repositories together' });
export type DiffSize = z.infer<typeof DiffSize>;

export const SessionRepo = z
  .object({
    name: z.string().describe('Repository id: its path below CODEROOT'),
    branch: z.string().describe('The feature branch in the session copy'),
    base: z.object({ ref: z.string(), commit: z.string() }).describe('What the branch started from'),
    uncommitted_files: z
      .number()
      .int()
      .describe('Files of yours that were changed but not committed when the session started'),
    notes: z.array(z.string()).describe('What is special about this copy'),
    delivery: Delivery.nullable().describe('The latest delivery'),
  })
  .meta({ id: 'SessionRepo' });
export type SessionRepo = z.infer<typeof SessionRepo>;

const labelName = z
  .string()
  .regex(/^[A-Za-z0-9._/-]{1,63}$/, 'the name of a label has 1 to 63 characters of A-Z a-z 0-9 . _ / -');
const maxLabels = 50;

export const Labels = z
  .record(labelName, z.string().max(256))
  .meta({ id: 'Labels', description: 'Names and values of your own, for filtering' });

/** Labels as they are given; a session on record may have more of them. */
export const NewLabels = Labels.refine(
  (labels) => Object.keys(labels).length <= maxLabels,
  `at most ${maxLabels} labels`,
);

export const Session = z
  .object({
    session_id: SessionId,
    name: z.string(),
    task: z.string(),
    status: SessionStatus,
    agent: AgentState.nullable().describe('null while no agent has run'),
    bucket: Bucket.nullable().describe('null for a destroyed session'),
    problem: Problem.nullable(),
    resume: AutoResume.nullable().describe('It goes on by itself after a crash; null when nothing is due'),
    progress: Progress.nullable().describe('The step under way'),
    repos: z.array(SessionRepo),
    undelivered: z.boolean().describe('The agent left work that no delivery has brought out'),
    diff_size: DiffSize.nullable().describe(
      'As last counted, when the agent came to rest or the diff was read; null: not counted yet',
    ),
    image: z.string(),
    cpu: z.number().describe('CPU cores'),
    memory_gb: z.number(),
    mcp_servers: z.array(z.string()),
    model: z.string().nullable().describe('null: the CLI default'),
    effort: Effort.nullable(),
    permission_mode: PermissionMode.describe('As chosen; session.info also says which one the agent is in'),
    notices: z.array(z.string()).describe('Settings that do not hold as one would think'),
    egress: EgressPolicy,
    money: SessionMoney,
    labels: Labels,
    trust_project: z.boolean(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    started_at: z.iso.datetime().nullable(),
    finished_at: z.iso.datetime().nullable(),
    destroyed_at: z.iso.datetime().nullable(),
  })
  .meta({
    id: 'Session',
    description: 'One unit of work: repositories, a branch, a container, a conversation',
  });
export type Session = z.infer<typeof Session>;
