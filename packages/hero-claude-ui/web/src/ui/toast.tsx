import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import styles from './toast.module.css';

export interface Toast {
  kind: 'info' | 'good' | 'bad';
  text: string;
  hint?: string;
}

export interface Toasts {
  show(toast: Toast): void;
}

const ToastContext = createContext<Toasts | undefined>(undefined);
const icons = { info: Info, good: CircleCheck, bad: CircleAlert };

/** Good news goes by itself; what went wrong stays until it was read. */
const shownMs = 5_000;
const atMost = 4;

export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<(Toast & { id: number })[]>([]);
  const nextId = useRef(1);
  const close = useCallback((id: number) => setShown((list) => list.filter((toast) => toast.id !== id)), []);
  const toasts = useMemo<Toasts>(
    () => ({
      show(toast) {
        const id = nextId.current++;
        setShown((list) =>
          [...list.filter(({ text }) => text !== toast.text), { ...toast, id }].slice(-atMost),
        );
        if (toast.kind !== 'bad') setTimeout(() => close(id), shownMs);
      },
    }),
    [close],
  );
  return (
    <ToastContext value={toasts}>
      {children}
      <div className={styles['stack']} role="status" aria-live="polite">
        {shown.map(({ id, kind, text, hint }) => {
          const Icon = icons[kind];
          return (
            <div key={id} className={classNames(styles['toast'], styles[kind])}>
              <Icon size={16} aria-hidden="true" />
              <div className={styles['text']}>
                {text}
                {hint !== undefined && <div className={styles['hint']}>{hint}</div>}
              </div>
              <IconButton label="Dismiss" small onClick={() => close(id)}>
                <X size={14} />
              </IconButton>
            </div>
          );
        })}
      </div>
    </ToastContext>
  );
}

/** Shows short words about what just happened. */
export function useToast(): Toasts {
  const toasts = useContext(ToastContext);
  if (toasts === undefined) throw new Error('useToast needs a ToastProvider above it');
  return toasts;
}
