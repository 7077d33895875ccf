import type { Approval, ApprovalDecision } from 'hero-claude-sdk';
import { useRpcAction } from '../../../data/rpc-query.ts';

export interface AnswerMore {
  message?: string;
  updated_input?: Record<string, unknown>;
  answers?: Record<string, string | string[]>;
}

/** Answers one question; what another has answered meanwhile is said as such. */
export function useAnswer({ approval_id }: Approval) {
  const action = useRpcAction('approval.answer');
  return {
    busy: action.isPending || action.isSuccess,
    answer: (decision: ApprovalDecision, more: AnswerMore = {}) =>
      action.mutate({ approval_id, decision, ...more }),
  };
}
