import { type Query, useQueryClient } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { messageOf } from '../data/message-of.ts';
import { Button } from './button.tsx';
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

/** What went wrong, and what to do. What was to be read can be asked for again. */
export function ErrorNotice({ error, actions }: { error: unknown; actions?: ReactNode }) {
  const { text, hint } = messageOf(error);
  const queries = useQueryClient();
  const failed = { predicate: ({ state }: Query) => state.error === error };
  const isRead = queries.getQueryCache().findAll(failed).length > 0;
  return (
    <Notice
      kind="bad"
      hint={hint}
      actions={
        <>
          {isRead && (
            <Button kind="link" onClick={() => void queries.refetchQueries(failed)}>
              Try again
            </Button>
          )}
          {actions}
        </>
      }
    >
      {text}
    </Notice>
  );
}
