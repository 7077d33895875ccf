import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { TextArea } from '../../ui/field.tsx';
import styles from './approval-form.module.css';
import type { Answer } from './use-answer.ts';

/** Denies with words for the agent, and ends its turn if asked to. */
export function DenyFields({ onDeny }: { onDeny: Answer }) {
  const [message, setMessage] = useState('');
  const more = message.trim() === '' ? {} : { message };
  return (
    <div className={styles['more']}>
      <TextArea
        autoFocus
        aria-label="What the agent is told"
        placeholder="What should it do instead? The agent reads this. Enter denies."
        value={message}
        onChange={(event) => setMessage(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          onDeny('deny', more);
        }}
      />
      <div className={styles['buttons']}>
        <Button small kind="danger" onClick={() => onDeny('deny', more)}>
          Deny
        </Button>
        <Button small kind="danger" onClick={() => onDeny('deny_and_stop', more)}>
          Deny and end the turn
        </Button>
      </div>
    </div>
  );
}
