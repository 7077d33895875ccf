import type { Approval } from 'hero-claude-sdk';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { visibleText } from '../safe/visible-text.ts';
import styles from './approval-form.module.css';
import { DenyFields } from './deny-fields.tsx';
import { InputEditor } from './input-editor.tsx';
import { useAnswer } from './use-answer.ts';

/** May this tool run: once, for the session, with another input, or not. */
export function PermissionForm({ approval }: { approval: Approval }) {
  const { busy, answer } = useAnswer(approval);
  const [open, setOpen] = useState<'deny' | 'edit' | null>(null);
  const turn = (which: 'deny' | 'edit') => setOpen(open === which ? null : which);
  return (
    <>
      {approval.reason !== null && <p className={styles['reason']}>{visibleText(approval.reason)}</p>}
      <div className={styles['buttons']}>
        <Button kind="primary" small busy={busy} onClick={() => answer('allow')}>
          Allow once
        </Button>
        <Button small disabled={busy} onClick={() => answer('allow_for_session')}>
          Allow for the session
        </Button>
        <Button small disabled={busy} aria-expanded={open === 'edit'} onClick={() => turn('edit')}>
          Change it…
        </Button>
        <Button
          small
          kind="danger"
          disabled={busy}
          aria-expanded={open === 'deny'}
          onClick={() => turn('deny')}
        >
          Deny…
        </Button>
      </div>
      {open === 'edit' && (
        <InputEditor input={approval.input} onAllow={(updated_input) => answer('allow', { updated_input })} />
      )}
      {open === 'deny' && <DenyFields onDeny={answer} />}
    </>
  );
}
