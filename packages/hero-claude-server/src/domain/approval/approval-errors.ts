import { defineError } from 'hero-rpc';
import { z } from 'zod';

export const approvalNotFound = defineError('approval.not_found', {
  family: 'not_found',
  data: z.object({ approval_id: z.string() }),
  when: 'No question has that id',
  message: ({ approval_id }) => `No question "${approval_id}"`,
  hint: () => 'hero-claude approval list shows the questions that wait',
});

export const approvalAnswered = defineError('approval.answered', {
  family: 'conflict',
  data: z.object({
    approval_id: z.string(),
    decision: z.string().nullable(),
    by: z.string().nullable().describe('null when the answer came from inside the container, or unnamed'),
    at: z.iso.datetime(),
    elsewhere: z.boolean().describe('Something in the container answered it, nobody here did'),
  }),
  when: 'Somebody answered the question before',
  message: ({ approval_id, decision, by, at, elsewhere }) => {
    const who = elsewhere ? 'something in the container' : (by ?? 'somebody');
    return `Question ${approval_id} was answered "${decision ?? 'unknown'}" by ${who} at ${at}`;
  },
});

export const approvalCancelled = defineError('approval.cancelled', {
  family: 'conflict',
  data: z.object({ approval_id: z.string(), at: z.iso.datetime() }),
  when: 'The agent does not ask that any more: its turn was ended, or went on without it',
  message: ({ approval_id, at }) => `Question ${approval_id} was withdrawn at ${at}`,
});

export const answersNeeded = defineError('approval.answers_needed', {
  family: 'invalid_params',
  data: z.object({
    approval_id: z.string(),
    questions: z.array(z.object({ question: z.string(), options: z.array(z.string()) })),
    unknown: z.array(z.string()).describe('Keys of answers that are none of the questions'),
  }),
  when: 'The agent asked something and the answers do not fit its questions',
  message: ({ questions, unknown }) =>
    unknown.length > 0
      ? `answers has ${JSON.stringify(unknown[0])}, which is none of the questions: ${questions.map(({ question }) => JSON.stringify(question)).join(', ')}`
      : `answers must hold each of: ${questions.map(({ question, options }) => `${JSON.stringify(question)} (${options.join(', ')})`).join('; ')}`,
  hint: () => 'pass answers: {"<question>": "<label or own words>"} (--answer 1=<option>, by their places)',
});

export const ruleNotFound = defineError('approval.rule_not_found', {
  family: 'not_found',
  data: z.object({ rule_id: z.string() }),
  when: 'No rule has that id',
  message: ({ rule_id }) => `No rule "${rule_id}"`,
  hint: () => 'hero-claude approval rules shows them',
});

export const ruleImpossible = defineError('approval.rule_impossible', {
  family: 'invalid_params',
  data: z.object({ tool: z.string(), reason: z.string() }),
  when: 'There can be no such rule',
  message: ({ tool, reason }) => `There can be no such rule about ${tool}: ${reason}`,
});

export const rulesFull = defineError('approval.rules_full', {
  family: 'conflict',
  data: z.object({ limit: z.number() }),
  when: 'There are as many rules as there can be',
  message: ({ limit }) => `There are ${limit} rules already`,
  hint: () => 'a pattern with * covers many calls; approval.rules removes what is not needed',
});
