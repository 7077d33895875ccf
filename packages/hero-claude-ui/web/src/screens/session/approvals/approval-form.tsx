import type { Approval } from 'hero-claude-sdk';
import styles from './approval-form.module.css';
import { PermissionForm } from './permission-form.tsx';
import { PlanForm } from './plan-form.tsx';
import { QuestionForm } from './question-form.tsx';

/** The way to answer a question of an agent, by its kind. */
export function ApprovalForm({ approval }: { approval: Approval }) {
  return (
    <div className={styles['form']} data-approval={approval.approval_id}>
      {approval.kind === 'question' && <QuestionForm approval={approval} />}
      {approval.kind === 'plan' && <PlanForm approval={approval} />}
      {approval.kind === 'permission' && <PermissionForm approval={approval} />}
      {!approval.waiting && (
        <p className={styles['note']}>
          The process that asked has ended. Your answer is kept for when the agent asks again.
        </p>
      )}
    </div>
  );
}
