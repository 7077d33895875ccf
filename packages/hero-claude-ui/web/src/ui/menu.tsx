import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './menu.module.css';

export interface MenuEntry {
  key: string;
  label: string;
  icon?: ReactNode;
  danger?: boolean;
  disabled?: boolean;
  /** A line above it. */
  separated?: boolean;
  /** Where it leads, or what it does. */
  href?: string;
  onSelect?: () => void;
}

export interface MenuProps {
  /** A button. */
  trigger: ReactNode;
  entries: readonly MenuEntry[];
  align?: 'start' | 'end';
}

/** A button with a menu below it. */
export function Menu({ trigger, entries, align = 'end' }: MenuProps) {
  return (
    // Not modal: a modal one writes styles into the page, which the security policy refuses.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={styles['menu']} align={align} sideOffset={4} collisionPadding={8}>
          {entries.map((entry) => (
            <MenuItem key={entry.key} entry={entry} />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function MenuItem({ entry }: { entry: MenuEntry }) {
  const { label, icon, danger, disabled = false, separated, href, onSelect } = entry;
  const className = classNames(styles['item'], danger === true && styles['danger']);
  return (
    <>
      {separated === true && <DropdownMenu.Separator className={styles['line'] ?? ''} />}
      {href === undefined ? (
        <DropdownMenu.Item className={className} disabled={disabled} onSelect={() => onSelect?.()}>
          {icon}
          {label}
        </DropdownMenu.Item>
      ) : (
        <DropdownMenu.Item asChild disabled={disabled}>
          <a className={className} href={href}>
            {icon}
            {label}
          </a>
        </DropdownMenu.Item>
      )}
    </>
  );
}
