import { classNames } from '../../../ui/class-names.ts';
import { Clamped } from '../conversation/clamped.tsx';
import { AnsiText } from '../safe/ansi-text.tsx';
import type { ToolItem } from '../transcript/item.ts';
import { CutNote } from './cut-note.tsx';
import styles from './tool-card.module.css';

/** How the CLI marks an error for its model. */
const wrapping = /^<tool_use_error>([\s\S]*)<\/tool_use_error>$/;

/** What the model got back, as text. */
export function OutputBody({ item }: { item: ToolItem }) {
  const { output, state } = item;
  if (output === null) return null;
  const said = output.text.replace(wrapping, '$1');
  if (said === '') return <p className={styles['quiet']}>Nothing came back.</p>;
  return (
    <>
      <Clamped foldKey={`${item.key}/text`} text={said} lines={14}>
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
