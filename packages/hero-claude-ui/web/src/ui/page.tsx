import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './page.module.css';

export interface PageProps {
  title: string;
  /** A sentence below the title. */
  lead?: ReactNode;
  actions?: ReactNode;
  /** For forms and texts, which are read line by line. */
  narrow?: boolean;
  children: ReactNode;
}

/** The frame of a screen. */
export function Page({ title, lead, actions, narrow = false, children }: PageProps) {
  return (
    <div className={classNames(styles['page'], narrow && styles['narrow'])}>
      <header className={styles['head']}>
        <div>
          <h1>{title}</h1>
          {lead !== undefined && <p className={styles['lead']}>{lead}</p>}
        </div>
        {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
