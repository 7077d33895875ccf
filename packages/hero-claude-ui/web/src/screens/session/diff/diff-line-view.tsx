import { Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '../../../ui/class-names.ts';
import { CodeText } from '../code/code-text.tsx';
import styles from './diff-lines.module.css';
import type { DiffLine } from './parse-patch.ts';
import type { Colours } from './use-highlight.ts';

export type Side = 'new' | 'old';

/** Where a comment on this line belongs; null for what is no line of either state. */
export function placeOf({ kind, old, now }: DiffLine): { side: Side; line: number } | null {
  if (kind === 'removed') return old === null ? null : { side: 'old', line: old };
  return now === null ? null : { side: 'new', line: now };
}

const signs = { same: ' ', added: '+', removed: '−', note: '' };

export interface CellsProps {
  line: DiffLine | null;
  /** Which numbers stand before it. */
  numbers: readonly ('old' | 'now')[];
  colours: Colours;
  onComment: (line: DiffLine) => void;
}

/** Numbers, sign and code of one line, as cells of a table. */
export function LineCells({ line, numbers, colours, onComment }: CellsProps): ReactNode {
  if (line === null) return <td className={styles['void']} colSpan={numbers.length + 1} />;
  const look = styles[line.kind];
  const place = placeOf(line);
  return (
    <>
      {numbers.map((which, index) => (
        <td key={which} className={classNames(styles['number'], look)}>
          {index === numbers.length - 1 && place !== null && (
            <button
              type="button"
              className={styles['comment']}
              aria-label={`Comment on ${place.side} line ${place.line}`}
              onClick={() => onComment(line)}
            >
              <Plus size={12} />
            </button>
          )}
          {line[which] ?? ''}
          {which === 'now' && line.kind === 'removed' && <span className={styles['was']}>{line.old}</span>}
        </td>
      ))}
      <td className={classNames(styles['code'], look)}>
        <span className={styles['sign']}>{signs[line.kind]}</span>
        <CodeText text={line.text} pieces={colours.get(line)} />
      </td>
    </>
  );
}
