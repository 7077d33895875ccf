import type { Approval } from 'hero-claude-sdk';
import { Button } from '../../../ui/button.tsx';
import { toolLabel } from '../cards/tool-summary.ts';
import { visibleLine } from '../safe/visible-text.ts';
import { textAt } from '../transcript/loose.ts';
import styles from './approval-bar.module.css';
import { ApprovalForm } from './approval-form.tsx';
import { useAnswer } from './use-answer.ts';
import { useApprovalKeys } from './use-approval-keys.ts';

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
            <p className={styles['subject']}>{subjectOf(approval)}</p>
            <ApprovalForm approval={approval} />
          </div>
        ),
      )}
    </section>
  );
}

function Line({ approval, keys, onShow }: { approval: Approval; keys: boolean; onShow: () => void }) {
  const { busy, answer } = useAnswer(approval);
  const isQuestion = approval.kind === 'question';
  useApprovalKeys(keys && !busy, { allow: isQuestion ? onShow : () => answer('allow'), deny: onShow });
  return (
    <div className={styles['line']}>
      <p className={styles['subject']}>{subjectOf(approval)}</p>
      {!isQuestion && (
        <Button small kind="primary" busy={busy} onClick={() => answer('allow')}>
          {approval.kind === 'plan' ? 'Approve' : 'Allow'}
          {keys && <kbd>a</kbd>}
        </Button>
      )}
      <Button small onClick={onShow}>
        {isQuestion ? 'Answer' : 'Show'}
        {keys && <kbd>d</kbd>}
      </Button>
    </div>
  );
}

function subjectOf({ kind, tool, input }: Approval): string {
  if (kind === 'question') return 'The agent asks you something';
  if (kind === 'plan') return 'The agent has made a plan';
  const what = textAt(input, 'command') ?? textAt(input, 'file_path') ?? textAt(input, 'url') ?? '';
  return `${toolLabel(tool)}${what === '' ? '' : `: ${visibleLine(what).slice(0, 300)}`}`;
}
