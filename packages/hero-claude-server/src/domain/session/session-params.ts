import { z } from 'zod';
import { AttachmentIds } from '../conversation/upload.ts';
import { SessionId } from '../ids.ts';
import { type Effort, EgressPolicy, NewLabels, PermissionMode, UncommittedChoice } from './session.ts';
import { SessionName } from './session-name.ts';

const envName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/);

const AskedEffort = z
  .enum(['low', 'medium', 'high', 'xhigh', 'max', 'none'])
  .describe('How much it thinks; none is taken as low');

const ModelName = z.string().min(1).max(120).describe('A model id, or a short name such as opus');

const BudgetUsd = z
  .number()
  .min(0)
  .max(1_000_000)
  .describe('What its model calls may cost at list price, in dollars');

const TokenLimit = z.number().int().min(0).describe('How many tokens its model calls may use, of all kinds');

/** What `session.create` takes: the original's parameters in their order, then ours. */
export const CreateParams = z.object({
  repos: z.array(z.string().min(1)).min(1).max(20).describe('Repository ids as shown by repo.list'),
  task: z.string().min(1).max(1_000_000).describe('The first prompt'),
  name: SessionName.optional().describe('Told from the task by the model unless given'),
  image: z.string().min(1).max(400).optional().describe("Of its container; the server's unless given"),
  cpu: z.number().min(0.1).max(256).optional().describe('CPU cores; all there are when that is more'),
  memory_gb: z.number().min(0.25).max(2048).optional().describe('Memory of its container, /tmp included'),
  mcp_servers: z.array(z.string()).max(50).optional().describe('Names in ~/hero/cfg/hero_claude/mcp.json'),
  base: z.string().min(1).max(400).optional().describe('Branch, tag or commit to start from; implies clean'),
  clean: z.boolean().optional().describe('Start from the commit, without your uncommitted changes'),
  include: z
    .array(z.string().min(1))
    .max(100)
    .optional()
    .describe('Patterns of ignored files to bring along'),
  model: ModelName.optional(),
  effort: AskedEffort.optional(),
  permission_mode: PermissionMode.optional(),
  env: z
    .record(envName, z.string().max(32_768))
    .optional()
    .describe('Environment of the agent; never secrets'),
  setup: z
    .array(z.string().min(1).max(10_000))
    .max(50)
    .optional()
    .describe('Commands run in the container before the agent'),
  egress: EgressPolicy.optional(),
  labels: NewLabels.optional(),
  trust_project: z
    .boolean()
    .default(true)
    .describe("Load the repository's own CLAUDE.md, .claude/ and .mcp.json"),
  uncommitted: UncommittedChoice.optional(),
  attachments: AttachmentIds,
  budget_usd: BudgetUsd.optional(),
  token_limit: TokenLimit.optional(),
  hooks: z
    .array(z.string())
    .max(50)
    .optional()
    .describe('Names in ~/hero/cfg/hero_claude/hooks.json, beside the global ones'),
});
export type CreateParams = z.infer<typeof CreateParams>;

/** The settled parameters of a session: defaults filled in, kept for its whole life. */
export interface SessionSpec {
  image: string;
  cpu: number;
  memory_gb: number;
  mcp_servers: string[];
  base: string | null;
  clean: boolean;
  include: string[];
  model: string | null;
  effort: z.infer<typeof Effort> | null;
  /** What was asked for is no effort of the agent: `none`, which is taken as low. */
  effort_was_none?: boolean;
  permission_mode: z.infer<typeof PermissionMode>;
  env: Record<string, string>;
  setup: string[];
  egress: EgressPolicy;
  trust_project: boolean;
  uncommitted: z.infer<typeof UncommittedChoice> | null;
  /** Null: what the configuration gives every session. */
  budget_usd?: number | null;
  token_limit?: number | null;
  /** Absent for sessions older than hooks. */
  hooks?: string[];
}

export interface SessionDefaults {
  image: string;
  cpu: number;
  memoryGb: number;
}

export function settleSpec(params: CreateParams, defaults: SessionDefaults): SessionSpec {
  return {
    image: params.image ?? defaults.image,
    cpu: params.cpu ?? defaults.cpu,
    memory_gb: params.memory_gb ?? defaults.memoryGb,
    mcp_servers: params.mcp_servers ?? [],
    base: params.base ?? null,
    clean: params.clean ?? params.base !== undefined,
    include: params.include ?? [],
    model: params.model ?? null,
    effort: null,
    ...(params.effort !== undefined && settledEffort(params.effort)),
    permission_mode: params.permission_mode ?? 'bypassPermissions',
    env: params.env ?? {},
    setup: params.setup ?? [],
    egress: params.egress ?? 'allowlist',
    trust_project: params.trust_project,
    uncommitted: params.uncommitted ?? null,
    budget_usd: params.budget_usd ?? null,
    token_limit: params.token_limit ?? null,
    hooks: params.hooks ?? [],
  };
}

function settledEffort(effort: z.infer<typeof AskedEffort>): Pick<SessionSpec, 'effort' | 'effort_was_none'> {
  return { effort: effort === 'none' ? 'low' : effort, effort_was_none: effort === 'none' };
}

/** What a person has to be told of settings that do not hold as one would think. */
export function noticesOf(spec: SessionSpec, [first = '', ...further]: readonly string[]): string[] {
  return [
    ...(spec.effort_was_none === true
      ? ['effort: the agent knows no "none"; it works with low, the least there is']
      : []),
    ...(spec.trust_project && further.length > 0
      ? [
          `hooks and .mcp.json are those of ${first}; of ${further.join(', ')} only skills and commands are loaded`,
        ]
      : []),
  ];
}

/** What can be changed in a session that exists. */
export const ConfigureParams = z.object({
  session_id: SessionId,
  model: ModelName.optional(),
  effort: AskedEffort.optional(),
  permission_mode: PermissionMode.optional(),
  egress: EgressPolicy.optional(),
  budget_usd: BudgetUsd.nullable().optional(),
  token_limit: TokenLimit.nullable().optional(),
});
export type ConfigureParams = z.infer<typeof ConfigureParams>;

/** The changed parameters alone. */
export function changedSpec({
  model,
  effort,
  permission_mode,
  egress,
  budget_usd,
  token_limit,
}: ConfigureParams): Partial<SessionSpec> {
  return {
    ...(model !== undefined && { model }),
    ...(effort !== undefined && settledEffort(effort)),
    ...(permission_mode !== undefined && { permission_mode }),
    ...(egress !== undefined && { egress }),
    ...(budget_usd !== undefined && { budget_usd }),
    ...(token_limit !== undefined && { token_limit }),
  };
}
