import { Paperclip, X } from 'lucide-react';
import { useRef } from 'react';
import { IconButton } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { bytes } from '../../../ui/numbers.ts';
import { Spinner } from '../../../ui/spinner.tsx';
import { visibleLine } from '../safe/visible-text.ts';
import styles from './attachment-list.module.css';
import type { Attachments } from './use-attachments.ts';

/** What goes along with the next message. */
export function AttachmentList({ attachments: { files, remove } }: { attachments: Attachments }) {
  if (files.length === 0) return null;
  return (
    <ul className={styles['files']} aria-label="Attached files">
      {files.map(({ key, file: { name, size }, uploaded, error }) => (
        <li
          key={key}
          data-state={error !== null ? 'failed' : uploaded === null ? 'sending' : 'ready'}
          className={classNames(styles['file'], error !== null && styles['failed'])}
          title={error ?? name}
        >
          {uploaded === null && error === null && <Spinner />}
          <span>{visibleLine(name === '' ? 'pasted' : name)}</span>
          <small>{error === null ? bytes(size) : visibleLine(error)}</small>
          <IconButton small label={`Leave out ${name}`} onClick={() => remove(key)}>
            <X size={12} />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}

/** Chooses files to go along. */
export function AttachButton({ attachments: { add } }: { attachments: Attachments }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton small label="Attach files" onClick={() => input.current?.click()}>
        <Paperclip size={15} />
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to attach"
        onChange={(event) => {
          add(event.target.files ?? []);
          event.target.value = '';
        }}
      />
    </>
  );
}
