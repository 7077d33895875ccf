import type { Approval } from 'hero-claude-sdk';
import { useKeys } from '../../app/use-keys.ts';
import { Button } from '../../ui/button.tsx';
import styles from './approval-bar.module.css';
import { ApprovalCard } from './approval-card.tsx';
import { approvalSubject } from './approval-subject.ts';
import { DenyFields } from './deny-fields.tsx';
import { useAnswer } from './use-answer.ts';
import { useOpenPart } from './use-open-part.ts';

export interface ApprovalBarProps {
  approvals: readonly Approval[];
  /** Whether the question stands in the conversation, where it can be shown. */
  isInline: (approval: Approval) => boolean;
  onShow: (approval: Approval) => void;
}

/** What waits for a person, above the composer: seen wherever the conversation is scrolled to. */
export function ApprovalBar({ approvals, isInline, onShow }: ApprovalBarProps) {
  const first = approvals[0];
  if (first === undefined) return null;
  return (
    <section className={styles['bar']} aria-label="Waits for you">
      {approvals.map((approval) =>
        isInline(approval) ? (
          <Line
            key={approval.approval_id}
            approval={approval}
            keys={approval === first}
            onShow={() => onShow(approval)}
          />
        ) : (
          <div key={approval.approval_id} className={styles['whole']}>
            <ApprovalCard approval={approval} />
          </div>
        ),
      )}
    </section>
  );
}

function Line({ approval, keys, onShow }: { approval: Approval; keys: boolean; onShow: () => void }) {
  const { busy, answer } = useAnswer(approval);
  const { open, turn } = useOpenPart<'deny'>();
  const isQuestion = approval.kind === 'question';
  const allow = isQuestion ? onShow : () => answer('allow');
  const deny = turn('deny');
  useKeys(keys && !busy ? { a: allow, d: deny } : {});
  return (
    <div className={styles['entry']}>
      <div className={styles['line']}>
        <p className={styles['subject']}>{approvalSubject(approval)}</p>
        {!isQuestion && (
          <Button small onClick={onShow}>
            Show
          </Button>
        )}
        <Button small disabled={busy} aria-expanded={open === 'deny'} onClick={deny}>
          {isQuestion ? 'Do not answer…' : 'Deny…'}
          {keys && <kbd>d</kbd>}
        </Button>
        <Button small kind="primary" busy={busy} onClick={allow}>
          {isQuestion ? 'Answer' : approval.kind === 'plan' ? 'Approve' : 'Allow'}
          {keys && <kbd>a</kbd>}
        </Button>
      </div>
      {open === 'deny' && <DenyFields onDeny={answer} />}
    </div>
  );
}
