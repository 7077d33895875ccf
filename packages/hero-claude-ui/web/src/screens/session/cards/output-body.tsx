import { classNames } from '../../../ui/class-names.ts';
import { Clamped } from '../conversation/clamped.tsx';
import { AnsiText } from '../safe/ansi-text.tsx';
import type { ToolItem } from '../transcript/item.ts';
import { CutNote } from './cut-note.tsx';
import styles from './tool-card.module.css';

/** What the model got back, as text. */
export function OutputBody({ item }: { item: ToolItem }) {
  const { output, state } = item;
  if (output === null) return null;
  if (output.text === '') return <p className={styles['quiet']}>Nothing came back.</p>;
  return (
    <>
      <Clamped foldKey={`${item.key}/text`} text={output.text} lines={14}>
        {(text) => (
          <pre className={classNames(styles['text'], state === 'failed' && styles['error'])}>
            <AnsiText text={text} />
          </pre>
        )}
      </Clamped>
      <CutNote cut={output.cut} />
    </>
  );
}
