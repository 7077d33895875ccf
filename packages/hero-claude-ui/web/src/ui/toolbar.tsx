import type { ReactNode } from 'react';
import styles from './toolbar.module.css';

/** What narrows a list down, above it. */
export function Toolbar({ children }: { children: ReactNode }) {
  return <search className={styles['toolbar']}>{children}</search>;
}
