import { CopyButton } from '../../../ui/copy-button.tsx';
import { visibleLine } from '../safe/visible-text.ts';
import styles from './info-tab.module.css';

/** A text to be copied: a command, a path. */
export function CopyLine({ text, what }: { text: string; what: string }) {
  return (
    <span className={styles['copy']}>
      <code>{visibleLine(text)}</code>
      <CopyButton text={text} what={what} />
    </span>
  );
}
