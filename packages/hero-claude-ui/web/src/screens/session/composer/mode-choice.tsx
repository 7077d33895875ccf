import type { PromptMode } from 'hero-claude-sdk';
import { classNames } from '../../../ui/class-names.ts';
import styles from './mode-choice.module.css';

const modes: readonly { mode: PromptMode; label: string; title: string }[] = [
  { mode: 'steer', label: 'Steer', title: 'Read at the next step of what it is doing' },
  { mode: 'queue', label: 'Queue', title: 'A turn of its own, when this one is done' },
  { mode: 'now', label: 'Now', title: 'Cuts short what it is doing' },
];

/** When the agent reads what one writes. */
export function ModeChoice({ mode, onChange }: { mode: PromptMode; onChange: (mode: PromptMode) => void }) {
  return (
    <div className={styles['modes']} role="radiogroup" aria-label="When the agent reads it">
      {modes.map((each) => (
        <label
          key={each.mode}
          className={classNames(styles['mode'], each.mode === mode && styles['chosen'])}
          title={each.title}
        >
          <input
            className="visually-hidden"
            type="radio"
            name="prompt-mode"
            checked={each.mode === mode}
            onChange={() => onChange(each.mode)}
          />
          {each.label}
        </label>
      ))}
    </div>
  );
}
