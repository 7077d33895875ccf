import type { Approval } from 'hero-claude-sdk';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import styles from './approval-form.module.css';
import type { AnswerMore } from './use-answer.ts';

export interface AlwaysFieldsProps {
  approval: Approval;
  onAllow: (more: AnswerMore) => void;
}

/** Allows now and from then on in the session's repositories: this very call, or what a pattern covers. */
export function AlwaysFields({ approval: { input }, onAllow }: AlwaysFieldsProps) {
  const [pattern, setPattern] = useState('');
  const example = typeof input['command'] === 'string' ? 'npm test *' : 'src/*';
  return (
    <form
      className={styles['more']}
      onSubmit={(event) => {
        event.preventDefault();
        onAllow({ always: true, ...(pattern.trim() !== '' && { pattern: pattern.trim() }) });
      }}
    >
      <Field
        label="What is not asked again in these repositories"
        hint="Empty: this very call. A * stands for anything but what ends a command or a folder."
      >
        {(id) => (
          <TextInput
            id={id}
            autoFocus
            placeholder={example}
            maxLength={2_000}
            value={pattern}
            onChange={(event) => setPattern(event.target.value)}
          />
        )}
      </Field>
      <div className={styles['buttons']}>
        <Button small kind="primary" type="submit">
          Allow from now on
        </Button>
      </div>
    </form>
  );
}
