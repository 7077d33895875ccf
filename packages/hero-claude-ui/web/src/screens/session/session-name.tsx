import type { Session } from 'hero-claude-sdk';
import { useState } from 'react';
import { useRpcAction } from '../../data/rpc-query.ts';
import { TextInput } from '../../ui/field.tsx';
import { visibleLine } from './safe/visible-text.ts';
import styles from './session-name.module.css';

/** The name of a session; a click changes it. */
export function SessionName({ session }: { session: Session }) {
  const { session_id, name } = session;
  const [draft, setDraft] = useState<string | null>(null);
  const update = useRpcAction('session.update', { onDone: () => setDraft(null) });
  if (draft === null) {
    return (
      <h1 className={styles['name']}>
        <button type="button" title="Rename" onClick={() => setDraft(name)}>
          {visibleLine(name)}
        </button>
      </h1>
    );
  }
  const save = (): void => {
    if (draft.trim() === '' || draft.trim() === name) setDraft(null);
    else update.mutate({ session_id, name: draft.trim() });
  };
  return (
    <TextInput
      autoFocus
      aria-label="Name of the session"
      className={styles['field']}
      maxLength={120}
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save();
        if (event.key === 'Escape') setDraft(null);
      }}
    />
  );
}
