import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from './button.tsx';
import styles from './copy-line.module.css';
import { useToast } from './toast.tsx';

const shownMs = 1_500;

/** A command or an address, with a button that copies it. `shown` hides a secret that `text` holds. */
export function CopyLine({ text, shown = text, label }: { text: string; shown?: string; label: string }) {
  const [copied, setCopied] = useState(false);
  const toast = useToast();
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), shownMs);
    } catch {
      toast.show({ kind: 'bad', text: 'The browser does not let this page copy: select the text instead' });
    }
  }
  return (
    <div className={styles['line']}>
      <code>{shown}</code>
      <IconButton small label={`Copy ${label}`} onClick={() => void copy()}>
        {copied ? <Check size={14} /> : <Copy size={14} />}
      </IconButton>
    </div>
  );
}
