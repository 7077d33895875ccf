import { DropdownMenu } from 'radix-ui';
import { type ButtonHTMLAttributes, cloneElement, type ReactElement, type ReactNode, useState } from 'react';
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
  trigger: ReactElement<ButtonHTMLAttributes<HTMLButtonElement>>;
  entries: readonly MenuEntry[];
  align?: 'start' | 'end';
}

/** A button with a menu below it, which costs nothing until it is first opened: a fleet shows hundreds. */
export function Menu({ trigger, entries, align = 'end' }: MenuProps) {
  const [wasOpened, setWasOpened] = useState(false);
  if (!wasOpened) {
    return cloneElement(trigger, {
      'aria-haspopup': 'menu',
      'aria-expanded': false,
      onClick: () => setWasOpened(true),
    });
  }
  return (
    // Not modal: a modal one writes styles into the page, which the security policy refuses.
    <DropdownMenu.Root modal={false} defaultOpen>
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
