import type { Approval } from 'hero-claude-sdk';
import { Button } from '../../ui/button.tsx';
import styles from './approval-form.module.css';
import { DenyFields } from './deny-fields.tsx';
import { useAnswer } from './use-answer.ts';
import { useOpenPart } from './use-open-part.ts';

/** A plan is approved, or sent back with words. */
export function PlanForm({ approval }: { approval: Approval }) {
  const { busy, answer } = useAnswer(approval);
  const { open, turn } = useOpenPart<'deny'>();
  return (
    <>
      <div className={styles['buttons']}>
        <Button kind="primary" small data-allow="" busy={busy} onClick={() => answer('allow')}>
          Approve the plan
        </Button>
        <Button small data-deny="" disabled={busy} aria-expanded={open === 'deny'} onClick={turn('deny')}>
          Plan on…
        </Button>
      </div>
      {open === 'deny' && <DenyFields onDeny={answer} />}
    </>
  );
}
