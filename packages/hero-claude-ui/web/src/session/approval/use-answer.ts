import type { Approval, ApprovalDecision } from 'hero-claude-sdk';
import { useInvalidate, useRpcAction } from '../../data/rpc-query.ts';

export interface AnswerMore {
  message?: string;
  updated_input?: Record<string, unknown>;
  answers?: Record<string, string | string[]>;
  /** Becomes a rule of the session's repositories, too. */
  always?: boolean;
  /** With `always`: what the rule covers in place of this very call. */
  pattern?: string;
}

export type Answer = (decision: ApprovalDecision, more?: AnswerMore) => void;

/** Answers one question; what another has answered meanwhile is said as such. */
export function useAnswer({ approval_id }: Approval): { busy: boolean; answer: Answer } {
  const invalidate = useInvalidate();
  const action = useRpcAction('approval.answer', {
    onDone: () => invalidate('approval.list', 'session.list', 'session.info'),
  });
  return {
    busy: action.isPending || action.isSuccess,
    answer: (decision, more = {}) => action.mutate({ approval_id, decision, ...more }),
  };
}
