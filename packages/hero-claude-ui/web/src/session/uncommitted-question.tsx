import { RpcCallError, type UncommittedChoice } from 'hero-claude-sdk';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './uncommitted-question.module.css';

/** Finishing asks first, where nobody has said what becomes of changes that a person has not committed. */
export function isUncommittedAsked(error: unknown): error is RpcCallError {
  return error instanceof RpcCallError && error.kind === 'delivery.includes_uncommitted';
}

export interface UncommittedQuestionProps {
  error: RpcCallError;
  onChoose: (choice: UncommittedChoice) => void;
}

/** The files of the person that would go along, and both ways on. */
export function UncommittedQuestion({ error, onChoose }: UncommittedQuestionProps) {
  return (
    <Notice kind="warn">
      <p>{error.message}</p>
      <p className={styles['question']}>Are they to be pushed as well?</p>
      <div className={styles['ways']}>
        <Button small onClick={() => onChoose('leave_out')}>
          Leave them out
        </Button>
        <Button small onClick={() => onChoose('include')}>
          Deliver them too
        </Button>
      </div>
    </Notice>
  );
}
