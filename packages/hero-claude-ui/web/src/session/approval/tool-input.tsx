import { Markdown } from '../../screens/session/safe/markdown.tsx';
import { visibleText } from '../../screens/session/safe/visible-text.ts';
import { pretty, textAt } from '../../screens/session/transcript/loose.ts';
import styles from './tool-input.module.css';

/** What a tool would be called with: a plan as it reads, a command as it is typed, the rest by name. */
export function ToolInput({ input }: { input: Record<string, unknown> }) {
  const plan = textAt(input, 'plan');
  const command = textAt(input, 'command');
  const purpose = command === null ? null : textAt(input, 'description');
  const shown = new Set([
    plan !== null && 'plan',
    plan === null && command !== null && 'command',
    purpose !== null && 'description',
  ]);
  const rest = Object.entries(input).filter(([name]) => !shown.has(name));
  return (
    <div className={styles['input']} tabIndex={0} role="region" aria-label="What it would do">
      {purpose !== null && <p className={styles['purpose']}>{visibleText(purpose)}</p>}
      {plan !== null && <Markdown text={plan} />}
      {plan === null && command !== null && <pre>{visibleText(command)}</pre>}
      {rest.length > 0 && (
        <dl>
          {rest.map(([name, value]) => (
            <div key={name}>
              <dt>{visibleText(name)}</dt>
              <dd>{visibleText(typeof value === 'string' ? value : pretty(value))}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
