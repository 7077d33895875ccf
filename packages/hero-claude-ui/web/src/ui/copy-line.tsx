import { CopyButton } from './copy-button.tsx';
import styles from './copy-line.module.css';

/** A command or an address, with a button that copies it. `shown` hides a secret that `text` holds. */
export function CopyLine({ text, shown = text, label }: { text: string; shown?: string; label: string }) {
  return (
    <div className={styles['line']}>
      <code>{shown}</code>
      <CopyButton text={text} what={label} />
    </div>
  );
}
