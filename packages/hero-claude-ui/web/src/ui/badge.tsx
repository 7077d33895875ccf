import type { ReactNode } from 'react';
import styles from './badge.module.css';
import { classNames } from './class-names.ts';

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'info' | 'accent';

export interface BadgeProps {
  tone?: Tone;
  /** Nothing, a dot, or a dot that breathes because something is under way. */
  dot?: 'none' | 'still' | 'moving';
  title?: string | undefined;
  children: ReactNode;
}

export function Badge({ tone = 'plain', dot = 'none', title, children }: BadgeProps) {
  return (
    <span className={classNames(styles['badge'], tone !== 'plain' && styles[tone])} title={title}>
      {dot !== 'none' && <span className={classNames(styles['dot'], dot === 'moving' && styles['pulse'])} />}
      {children}
    </span>
  );
}
