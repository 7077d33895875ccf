import type { Approval } from 'hero-claude-sdk';
import type { ReactNode } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import styles from './approval-card.module.css';
import { ApprovalForm } from './approval-form.tsx';
import { approvalTitle } from './approval-subject.ts';
import { readQuestions } from './questions.ts';
import { ToolInput } from './tool-input.tsx';

export interface ApprovalCardProps {
  approval: Approval;
  /** Which session asks, where that is not clear from the place. */
  from?: ReactNode;
}

/** One question of an agent with all it is about, answered in place. `data-approval` is how keys find it. */
export function ApprovalCard({ approval, from }: ApprovalCardProps) {
  const { approval_id, kind, input, asked_at, waiting, repeated } = approval;
  const asksInWords = kind === 'question' && readQuestions(input).length > 0;
  return (
    <article
      className={styles['card']}
      tabIndex={-1}
      data-approval={approval_id}
      aria-label={approvalTitle(approval)}
    >
      <header className={styles['head']}>
        <div>
          <strong>{approvalTitle(approval)}</strong> {from}
        </div>
        <span className={styles['when']}>
          {repeated && <Badge>asked again</Badge>}{' '}
          {!waiting && <Badge tone="info">kept until it asks again</Badge>} <TimeAgo at={asked_at} />
        </span>
      </header>
      {!asksInWords && <ToolInput input={input} />}
      <ApprovalForm approval={approval} />
    </article>
  );
}
