import type { Approval } from 'hero-claude-sdk';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import styles from './approval-form.module.css';
import { DenyFields } from './deny-fields.tsx';
import { useAnswer } from './use-answer.ts';

/** A plan is approved, or sent back with words. */
export function PlanForm({ approval }: { approval: Approval }) {
  const { busy, answer } = useAnswer(approval);
  const [refusing, setRefusing] = useState(false);
  return (
    <>
      <div className={styles['buttons']}>
        <Button kind="primary" small busy={busy} onClick={() => answer('allow')}>
          Approve the plan
        </Button>
        <Button small disabled={busy} aria-expanded={refusing} onClick={() => setRefusing(!refusing)}>
          Plan on…
        </Button>
      </div>
      {refusing && <DenyFields onDeny={answer} />}
    </>
  );
}
