import { z } from 'zod';
import { SessionId } from '../ids.ts';
import { RulePattern } from './approval-rule.ts';

export const ApprovalKind = z.enum(['permission', 'question', 'plan']).meta({ id: 'ApprovalKind' });
export type ApprovalKind = z.infer<typeof ApprovalKind>;

export const ApprovalDecision = z
  .enum(['allow', 'allow_for_session', 'deny', 'deny_and_stop'])
  .meta({ id: 'ApprovalDecision', description: 'What becomes of it' });
export type ApprovalDecision = z.infer<typeof ApprovalDecision>;

export const ApprovalId = z
  .string()
  .regex(/^[0-9a-f]{8}-\d+$/, 'an approval id looks like a1b2c3d4-57, as shown by approval.list')
  .meta({ id: 'ApprovalId', description: 'As shown by approval.list: a1b2c3d4-57' });

export const Approval = z
  .object({
    approval_id: ApprovalId,
    session_id: SessionId,
    kind: ApprovalKind,
    tool: z.string(),
    input: z.record(z.string(), z.unknown()).describe('What the tool would be called with'),
    reason: z.string().nullable().describe('Why the agent asks, in its own words'),
    suggestions: z
      .array(z.unknown())
      .describe('Rules the agent offers; allow_for_session takes them up until the session stops'),
    asked_at: z.iso.datetime(),
    waiting: z
      .boolean()
      .describe('false: the process that asked has ended; an answer is kept until the next one asks again'),
    repeated: z.boolean().describe('Asked again after the process that asked first was killed'),
  })
  .meta({ id: 'Approval', description: 'A question of an agent that waits for a person' });
export type Approval = z.infer<typeof Approval>;

export const AnswerParams = z.object({
  approval_id: ApprovalId,
  decision: ApprovalDecision,
  message: z.string().min(1).max(100_000).optional().describe('What the agent is told when it is denied'),
  updated_input: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Call the tool with this input instead'),
  answers: z
    .record(z.string(), z.union([z.string(), z.array(z.string()).min(1)]))
    .optional()
    .describe('For a question: the text of each question with its answer, or its answers'),
  always: z
    .boolean()
    .optional()
    .describe('Make it a rule for the repositories of the session, too: what is the same is not asked again'),
  pattern: RulePattern.optional().describe('With always: what the rule covers, in place of this very call'),
});
export type AnswerParams = z.infer<typeof AnswerParams>;

export const AnswerResult = z
  .object({
    approval_id: ApprovalId,
    decision: ApprovalDecision,
    given: z.boolean().describe('false: the agent does not run; it gets the answer when it asks again'),
  })
  .meta({ id: 'AnswerResult' });
export type AnswerResult = z.infer<typeof AnswerResult>;

const kinds = new Map<string, ApprovalKind>([
  ['AskUserQuestion', 'question'],
  ['ExitPlanMode', 'plan'],
]);

/** What a request to use that tool is for a person. */
export function approvalKindOf(tool: string): ApprovalKind {
  return kinds.get(tool) ?? 'permission';
}
