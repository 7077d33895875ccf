import type { Approval } from 'hero-claude-sdk';
import type { ReactNode } from 'react';
import styles from './approval-form.module.css';
import { PermissionForm } from './permission-form.tsx';
import { PlanForm } from './plan-form.tsx';
import { QuestionForm } from './question-form.tsx';
import { readQuestions } from './questions.ts';

/** The way to answer a question of an agent, by its kind. */
export function ApprovalForm({ approval }: { approval: Approval }) {
  return (
    <div className={styles['form']}>
      {formOf(approval)}
      {!approval.waiting && (
        <p className={styles['note']}>
          The process that asked has ended. Your answer is kept for when the agent asks again.
        </p>
      )}
    </div>
  );
}

function formOf(approval: Approval): ReactNode {
  if (approval.kind === 'plan') return <PlanForm approval={approval} />;
  // What has no question in it is answered by what it would do.
  const hasQuestions = approval.kind === 'question' && readQuestions(approval.input).length > 0;
  return hasQuestions ? <QuestionForm approval={approval} /> : <PermissionForm approval={approval} />;
}
