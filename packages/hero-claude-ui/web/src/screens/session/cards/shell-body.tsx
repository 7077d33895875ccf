import { Clamped } from '../conversation/clamped.tsx';
import { AnsiText } from '../safe/ansi-text.tsx';
import { visibleText } from '../safe/visible-text.ts';
import type { ToolItem } from '../transcript/item.ts';
import { textAt } from '../transcript/loose.ts';
import { CutNote } from './cut-note.tsx';
import styles from './shell-body.module.css';

/** A command and its output, as a terminal would show them. */
export function ShellBody({ item }: { item: ToolItem }) {
  const { detail, output } = item;
  const shell = detail?.kind === 'shell' ? detail : null;
  const stdout = shell?.stdout ?? output;
  return (
    <div className={styles['terminal']}>
      <pre className={styles['command']}>{visibleText(textAt(item.input, 'command') ?? '')}</pre>
      {stdout !== null && stdout.text !== '' && (
        <Clamped foldKey={`${item.key}/out`} text={stdout.text} lines={12} end>
          {(text) => (
            <pre className={styles['output']}>
              <AnsiText text={text} />
            </pre>
          )}
        </Clamped>
      )}
      {shell !== null && shell.stderr.text !== '' && (
        <Clamped foldKey={`${item.key}/err`} text={shell.stderr.text} lines={8} end>
          {(text) => (
            <pre className={styles['errors']}>
              <AnsiText text={text} />
            </pre>
          )}
        </Clamped>
      )}
      {shell?.background != null && <p className={styles['note']}>Goes on in the background.</p>}
      {shell?.interrupted === true && <p className={styles['note']}>Interrupted.</p>}
      <CutNote cut={stdout?.cut ?? 0} />
    </div>
  );
}
