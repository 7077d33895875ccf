import { useState } from 'react';
import { isObject } from '../../screens/session/transcript/loose.ts';
import { Button } from '../../ui/button.tsx';
import { TextArea } from '../../ui/field.tsx';
import styles from './approval-form.module.css';

function read(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

export interface InputEditorProps {
  input: Record<string, unknown>;
  onAllow: (input: Record<string, unknown>) => void;
}

/** Lets a call run with another input: a command as its text, anything else as JSON. */
export function InputEditor({ input, onAllow }: InputEditorProps) {
  const command = typeof input['command'] === 'string' ? input['command'] : null;
  const [text, setText] = useState(command ?? JSON.stringify(input, null, 2));
  const changed = command === null ? read(text) : { ...input, command: text };
  return (
    <div className={styles['more']}>
      <TextArea
        autoFocus
        mono
        rows={Math.min(14, text.split('\n').length + 1)}
        aria-label="What runs instead"
        aria-invalid={changed === null}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className={styles['buttons']}>
        <Button small kind="primary" disabled={changed === null} onClick={() => changed && onAllow(changed)}>
          {changed === null ? 'Not valid JSON' : 'Allow this instead'}
        </Button>
      </div>
    </div>
  );
}
