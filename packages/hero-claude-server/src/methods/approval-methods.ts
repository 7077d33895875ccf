import { z } from 'zod';
import { AnswerParams, AnswerResult, Approval } from '../domain/approval/approval.ts';
import {
  answersNeeded,
  approvalAnswered,
  approvalCancelled,
  approvalNotFound,
  ruleImpossible,
  ruleNotFound,
  rulesFull,
} from '../domain/approval/approval-errors.ts';
import { RulesParams, RulesResult } from '../domain/approval/approval-rule.ts';
import { SessionId } from '../domain/ids.ts';
import { sessionNotFound } from '../domain/session/session-errors.ts';
import { method } from './method.ts';

export const approvalList = method({
  name: 'approval.list',
  summary: 'List the questions of agents that wait for a person, oldest first',
  params: z.object({
    session_id: SessionId.optional(),
    limit: z.number().int().min(1).max(500).default(100).describe('How many at most'),
  }),
  result: z.object({ approvals: z.array(Approval), more: z.boolean() }),
  errors: [sessionNotFound],
  role: 'viewer',
  mcp: false,
  handler: (params, { approvals }) => approvals.list(params),
});

export const approvalAnswer = method({
  name: 'approval.answer',
  summary: 'Answer a question of an agent',
  description:
    'Each question is answered once, from wherever; a second answer is told who was first. An answer to an agent that does not run is kept until it asks the same again. What runs in the container can answer in your place: an approval guides the agent, the container is what holds it.',
  params: AnswerParams,
  result: AnswerResult,
  errors: [approvalNotFound, approvalAnswered, approvalCancelled, answersNeeded, ruleImpossible, rulesFull],
  role: 'operator',
  mcp: false,
  cli: {
    positional: ['approval_id', 'decision'],
    examples: [
      'hero-claude approval answer a1b2c3d4-57 allow',
      'hero-claude approval answer a1b2c3d4-58 allow --answer 1=2 --answer "2=in words of my own"',
    ],
  },
  handler: async (params, { approvals }, call) => approvals.answer(params, call),
});

export const approvalRules = method({
  name: 'approval.rules',
  summary: 'List, add and remove what is answered for a person, by repository',
  description:
    'A rule answers what agents ask from then on, before anybody is asked, and what already waits. One that denies goes before one that allows. What is no file can touch every repository of a session, so each of them must allow it. Like approvals, rules guide the agent; the container is what holds it.',
  params: RulesParams,
  result: RulesResult,
  errors: [ruleImpossible, ruleNotFound, rulesFull],
  role: 'operator',
  mcp: false,
  handler: (params, { rules }, call) => rules.change(params, call),
});
