import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { messageOf } from '../data/message-of.ts';
import { classNames } from './class-names.ts';
import styles from './notice.module.css';

export type NoticeKind = 'info' | 'good' | 'warn' | 'bad';

const icons = { info: Info, good: CircleCheck, warn: TriangleAlert, bad: CircleAlert };

export interface NoticeProps {
  kind?: NoticeKind;
  hint?: string | undefined;
  /** Buttons at its end. */
  actions?: ReactNode;
  children: ReactNode;
}

/** Something to know, in the place it is about. */
export function Notice({ kind = 'info', hint, actions, children }: NoticeProps) {
  const Icon = icons[kind];
  return (
    <div className={classNames(styles['notice'], styles[kind])} role={kind === 'bad' ? 'alert' : undefined}>
      <Icon size={16} aria-hidden="true" />
      <div className={styles['text']}>
        {children}
        {hint !== undefined && <div className={styles['hint']}>{hint}</div>}
      </div>
      {actions}
    </div>
  );
}

/** What went wrong, and what to do. */
export function ErrorNotice({ error, actions }: { error: unknown; actions?: ReactNode }) {
  const { text, hint } = messageOf(error);
  return (
    <Notice kind="bad" hint={hint} actions={actions}>
      {text}
    </Notice>
  );
}
