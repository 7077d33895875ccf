import { useMemo } from 'react';
import { useFold } from '../conversation/fold-store.tsx';
import { visibleText } from '../safe/visible-text.ts';
import type { ToolItem } from '../transcript/item.ts';
import type { ChangedLine } from '../transcript/line-diff.ts';
import { inputHunks } from '../transcript/tool-detail.ts';
import { OutputBody } from './output-body.tsx';
import styles from './patch-body.module.css';

const shownLines = 16;

interface NumberedLine extends ChangedLine {
  number: number | null;
}

/** What an edit changed, line by line. */
export function PatchBody({ item }: { item: ToolItem }) {
  const [open, turn] = useFold(`clamp/${item.key}`, false);
  const lines = useMemo(() => numberedLines(item), [item, item.detail]);
  const rest = lines.length - shownLines;
  const shown = open || rest <= 2 ? lines : lines.slice(0, shownLines);
  return (
    <>
      <div className={styles['patch']}>
        <div className={styles['lines']}>
          {shown.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a change never change places
            <div
              key={index}
              className={styles[line.sign === '+' ? 'added' : line.sign === '-' ? 'removed' : 'same']}
            >
              <span className={styles['number']}>{line.number ?? ''}</span>
              <span className={styles['sign']}>{line.sign}</span>
              <span className={styles['text']}>{visibleText(line.text)}</span>
            </div>
          ))}
        </div>
      </div>
      {rest > 2 && (
        <button type="button" className={styles['more']} onClick={turn}>
          {open ? 'Show less' : `${rest} more lines`}
        </button>
      )}
      {item.state === 'failed' && <OutputBody item={item} />}
    </>
  );
}

/** Lines of an edit that has no numbers to tell have none. */
function numberedLines(item: ToolItem): NumberedLine[] {
  const told = item.detail?.kind === 'patch' ? item.detail.hunks : inputHunks(item.name, item.input);
  return told.flatMap(({ oldStart, newStart, lines }) => {
    let [old, now] = [oldStart, newStart];
    const known = item.detail?.kind === 'patch';
    return lines.map(({ sign, text }) => {
      const number = sign === '-' ? old : now;
      if (sign !== '+') old += 1;
      if (sign !== '-') now += 1;
      return { sign, text, number: known ? number : null };
    });
  });
}
