import type { ReactNode } from 'react';
import styles from './toolbar.module.css';

/** Search and filters above a list. */
export function Toolbar({ children }: { children: ReactNode }) {
  return <search className={styles['toolbar']}>{children}</search>;
}
