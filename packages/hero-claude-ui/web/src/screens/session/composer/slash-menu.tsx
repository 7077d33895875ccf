import { classNames } from '../../../ui/class-names.ts';
import { visibleLine } from '../safe/visible-text.ts';
import styles from './slash-menu.module.css';

export interface SlashMenuProps {
  names: readonly string[];
  marked: number;
  onChoose: (name: string) => void;
}

/** Commands of the CLI and of the repository that fit what is written. */
export function SlashMenu({ names, marked, onChoose }: SlashMenuProps) {
  if (names.length === 0) return null;
  return (
    <ul className={styles['menu']} aria-label="Commands">
      {names.map((name, index) => (
        <li key={name}>
          <button
            type="button"
            tabIndex={-1}
            className={classNames(styles['entry'], index === marked && styles['marked'])}
            // The text keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(name)}
          >
            /{visibleLine(name)}
          </button>
        </li>
      ))}
    </ul>
  );
}
