import styles from './approval-card.module.css';

function escaped(character: string): string {
  if (character === '\n' || character === '\t') return character;
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}

/** Control and direction characters could make a command look like another one. */
function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, escaped);
}

/** What a tool would be called with: a command as it is typed, a plan as text, the rest by name. */
export function ToolInput({ input }: { input: Record<string, unknown> }) {
  const entries = Object.entries(input);
  const [only] = entries.filter(([name]) => name === 'command' || name === 'plan');
  const rest = entries.filter((entry) => entry !== only);
  const text = (value: unknown) =>
    visible(typeof value === 'string' ? value : JSON.stringify(value, null, 2));
  return (
    <pre className={styles['input']} tabIndex={0} role="region" aria-label="What it would do">
      {only !== undefined && text(only[1])}
      {rest.map(([name, value]) => `${only === undefined ? '' : '\n'}${name}: ${text(value)}\n`)}
    </pre>
  );
}
