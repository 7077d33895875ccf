import type { Approval } from 'hero-claude-sdk';
import { visibleText } from '../../screens/session/safe/visible-text.ts';
import { Button } from '../../ui/button.tsx';
import { AlwaysFields } from './always-fields.tsx';
import styles from './approval-form.module.css';
import { DenyFields } from './deny-fields.tsx';
import { InputEditor } from './input-editor.tsx';
import { useAnswer } from './use-answer.ts';
import { useOpenPart } from './use-open-part.ts';

/** May this tool run: once, for the session, from now on, with another input, or not. */
export function PermissionForm({ approval }: { approval: Approval }) {
  const { busy, answer } = useAnswer(approval);
  const { open, turn } = useOpenPart<'deny' | 'edit' | 'always'>();
  return (
    <>
      {approval.reason !== null && <p className={styles['reason']}>{visibleText(approval.reason)}</p>}
      <div className={styles['buttons']}>
        <Button kind="primary" small data-allow="" busy={busy} onClick={() => answer('allow')}>
          Allow once
        </Button>
        <Button small disabled={busy} onClick={() => answer('allow_for_session')}>
          Allow for the session
        </Button>
        <Button small disabled={busy} aria-expanded={open === 'always'} onClick={turn('always')}>
          Always…
        </Button>
        <Button small disabled={busy} aria-expanded={open === 'edit'} onClick={turn('edit')}>
          Change it…
        </Button>
        <Button
          small
          kind="danger"
          data-deny=""
          disabled={busy}
          aria-expanded={open === 'deny'}
          onClick={turn('deny')}
        >
          Deny…
        </Button>
      </div>
      {open === 'always' && <AlwaysFields approval={approval} onAllow={(more) => answer('allow', more)} />}
      {open === 'edit' && (
        <InputEditor input={approval.input} onAllow={(updated_input) => answer('allow', { updated_input })} />
      )}
      {open === 'deny' && <DenyFields onDeny={answer} />}
    </>
  );
}
