import { visibleText } from '../../screens/session/safe/visible-text.ts';
import styles from './approval-card.module.css';

/** What a tool would be called with: a command as it is typed, a plan as text, the rest by name. */
export function ToolInput({ input }: { input: Record<string, unknown> }) {
  const entries = Object.entries(input);
  const [only] = entries.filter(([name]) => name === 'command' || name === 'plan');
  const rest = entries.filter((entry) => entry !== only);
  const text = (value: unknown) =>
    visibleText(typeof value === 'string' ? value : JSON.stringify(value, null, 2));
  return (
    <pre className={styles['input']} tabIndex={0} role="region" aria-label="What it would do">
      {only !== undefined && text(only[1])}
      {rest.map(([name, value]) => `${only === undefined ? '' : '\n'}${visibleText(name)}: ${text(value)}\n`)}
    </pre>
  );
}
