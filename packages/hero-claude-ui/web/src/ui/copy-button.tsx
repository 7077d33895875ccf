import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from './button.tsx';
import { useToast } from './toast.tsx';

const shownMs = 1_500;

/** Takes a text to the clipboard; `what` says which, for those who do not see it. */
export function CopyButton({ text, what, className }: { text: string; what: string; className?: string }) {
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
    <IconButton small className={className} label={`Copy ${what}`} onClick={() => void copy()}>
      {copied ? <Check size={14} /> : <Copy size={14} />}
    </IconButton>
  );
}
