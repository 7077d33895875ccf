import { z } from 'zod';

export const RuleId = z
  .string()
  .regex(/^r-[0-9a-f]{8}$/, 'a rule id looks like r-a1b2c3d4')
  .meta({ id: 'RuleId', description: 'As shown by approval.rules: r-a1b2c3d4' });

const maxPatternLength = 2000;

export const RulePattern = z
  .string()
  .min(1)
  .max(maxPatternLength)
  .describe(
    'Of the whole command (Bash), path below the repository (Read, Write, Edit, NotebookEdit), address (WebFetch) or query (WebSearch). * stands for anything but what ends a command or a folder, ** crosses folders, \\ takes the next character as it is.',
  );

export const NewRule = z.object({
  repo: z.string().min(1).max(400).describe('Repository id as shown by repo.list'),
  tool: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,200}$/)
    .describe('Name of the tool, as approvals show it'),
  pattern: RulePattern.optional().describe('Any call of the tool when left out'),
  behavior: z.enum(['allow', 'deny']).default('allow'),
});
export type NewRule = z.infer<typeof NewRule>;

export const ApprovalRule = z
  .object({
    rule_id: RuleId,
    repo: z.string(),
    tool: z.string(),
    pattern: z.string().nullable().describe('null: any call of the tool'),
    behavior: z.enum(['allow', 'deny']),
    created_at: z.iso.datetime(),
    created_by: z.string().nullable(),
  })
  .meta({
    id: 'ApprovalRule',
    description: 'Answers what agents ask about a repository before a person is asked',
  });
export type ApprovalRule = z.infer<typeof ApprovalRule>;

export const RulesParams = z.object({
  add: NewRule.optional().describe('One with the same repository, tool and pattern is replaced'),
  remove: RuleId.optional(),
  repo: z.string().optional().describe('Only the rules of this repository'),
});
export type RulesParams = z.infer<typeof RulesParams>;

export const RulesResult = z.object({ rules: z.array(ApprovalRule) });
export type RulesResult = z.infer<typeof RulesResult>;
