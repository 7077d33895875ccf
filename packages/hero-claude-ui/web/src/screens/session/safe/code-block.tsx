import { useId } from 'react';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { CodeText } from '../code/code-text.tsx';
import { useCodeColours } from '../code/use-code-colours.ts';
import styles from './code-block.module.css';
import { visibleText } from './visible-text.ts';

/** Longer code would cost a page that follows an agent too much with every word that comes. */
const longestColoured = 20_000;

/** Code of an agent's answer, in colours where its language is told, to be copied in one go. */
export function CodeBlock({ text, language }: { text: string; language: string }) {
  const colours = useCodeColours(text.length > longestColoured ? '' : language, text);
  const id = useId();
  return (
    <div className={styles['block']}>
      <pre className={styles['code']} id={id}>
        <code>
          {colours === null
            ? visibleText(text)
            : text.split('\n').map((line, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a text never change places
                <span key={index}>
                  {index > 0 && '\n'}
                  <CodeText text={line} pieces={colours[index]} />
                </span>
              ))}
        </code>
      </pre>
      <CopyButton className={styles['copy']} what="the code" text={text} />
    </div>
  );
}
