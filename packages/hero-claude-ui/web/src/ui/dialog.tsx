import { X } from 'lucide-react';
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import styles from './dialog.module.css';

export interface DialogProps {
  title: string;
  onClose: () => void;
  wide?: boolean;
  /** Buttons at the end. */
  actions?: ReactNode;
  children: ReactNode;
}

/**
 * A modal dialog, there while it is rendered. Escape and a click beside it close it. Its first field has the focus, and
 * what had it before gets it back.
 */
export function Dialog({ title, onClose, wide = false, actions, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // A layout effect ends while the dialog is still in the page: closed later, it would give no focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>('input, select, textarea')?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={classNames(styles['dialog'], wide && styles['wide'])}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className={styles['frame']}>
        <header className={styles['head']}>
          <h2 id={titleId}>{title}</h2>
          <IconButton label="Close" small onClick={onClose}>
            <X size={16} />
          </IconButton>
        </header>
        <div className={styles['body']}>{children}</div>
        {actions !== undefined && <footer className={styles['foot']}>{actions}</footer>}
      </div>
    </dialog>
  );
}
