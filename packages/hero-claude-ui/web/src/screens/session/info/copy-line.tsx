import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../../ui/button.tsx';
import { visibleLine } from '../safe/visible-text.ts';
import styles from './info-tab.module.css';

/** A text to be copied: a command, a path. */
export function CopyLine({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <span className={styles['copy']}>
      <code>{visibleLine(text)}</code>
      <IconButton small label={copied ? 'Copied' : 'Copy'} onClick={() => void copy().catch(() => undefined)}>
        {copied ? <Check size={13} /> : <Copy size={13} />}
      </IconButton>
    </span>
  );
}
