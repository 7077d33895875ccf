import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './button.module.css';
import { classNames } from './class-names.ts';
import { Spinner } from './spinner.tsx';

interface Look {
  /** `link` looks like one, where a name opens what it names. */
  kind?: 'normal' | 'primary' | 'danger' | 'ghost' | 'link';
  small?: boolean;
}

function lookOf({ kind = 'normal', small = false }: Look, className?: string): string {
  return classNames(styles['button'], kind !== 'normal' && styles[kind], small && styles['small'], className);
}

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement>, Look {
  /** Work is under way: shows it and takes no further click. */
  busy?: boolean;
}

export function Button({ kind, small, busy = false, className, children, disabled, ...rest }: ButtonProps) {
  const look = lookOf({ ...(kind && { kind }), ...(small && { small }) }, className);
  return (
    <button
      type="button"
      className={look}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}

/** A link that looks like a button, because it leads somewhere. */
export function LinkButton({
  kind,
  small,
  className,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & Look) {
  return <a className={lookOf({ ...(kind && { kind }), ...(small && { small }) }, className)} {...rest} />;
}

/** A button of one icon; `label` is what it is called. */
export function IconButton({
  label,
  children,
  className,
  ...rest
}: ButtonProps & { label: string; children: ReactNode }) {
  return (
    <Button
      kind="ghost"
      aria-label={label}
      title={label}
      className={classNames(styles['icon'], className)}
      {...rest}
    >
      {children}
    </Button>
  );
}
