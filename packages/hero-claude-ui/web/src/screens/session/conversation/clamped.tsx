import type { ReactNode } from 'react';
import styles from './clamped.module.css';
import { useFold } from './fold-store.tsx';

export interface ClampedProps {
  /** Names this text among all that can be unfolded. */
  foldKey: string;
  text: string;
  lines: number;
  /** The end is worth more than the beginning: output of commands. */
  end?: boolean;
  children: (text: string) => ReactNode;
}

/** A text of a few lines, with the way to see all of it. */
export function Clamped({ foldKey, text, lines: most, end = false, children }: ClampedProps) {
  const [open, turn] = useFold(`clamp/${foldKey}`, false);
  const lines = text.replace(/\n+$/, '').split('\n');
  const rest = lines.length - most;
  // Hiding a line or two costs more than showing them.
  if (rest <= 2) return children(lines.join('\n'));
  const shown = open ? lines : end ? lines.slice(-most) : lines.slice(0, most);
  const button = (
    <button type="button" className={styles['more']} onClick={turn}>
      {open ? 'Show less' : `${rest} more lines`}
    </button>
  );
  return (
    <>
      {end && button}
      {children(shown.join('\n'))}
      {!end && button}
    </>
  );
}
