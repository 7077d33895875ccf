import type { DiffFile } from 'hero-claude-sdk';
import { Fragment, type ReactNode, useMemo, useState } from 'react';
import { classNames } from '../../../ui/class-names.ts';
import { visibleLine } from '../safe/visible-text.ts';
import { CommentEditor, CommentView } from './comment-thread.tsx';
import { LineCells, placeOf } from './diff-line-view.tsx';
import styles from './diff-lines.module.css';
import type { LineComment } from './line-comment.ts';
import { type DiffHunk, type DiffLine, parsePatch, splitRows } from './parse-patch.ts';
import { useHighlight } from './use-highlight.ts';
import type { Review } from './use-review.ts';

export interface FileLinesProps {
  repo: string;
  file: DiffFile;
  split: boolean;
  review: Review;
}

/** The changed lines of one file, in one column or two, with what was written at them. */
export function FileLines({ repo, file, split, review }: FileLinesProps) {
  const hunks = useMemo(() => parsePatch(file.patch ?? ''), [file.patch]);
  const colours = useHighlight(file.path, hunks);
  const [writing, setWriting] = useState<DiffLine | null>(null);
  const comments = review.commentsOn(repo, file.path);
  const add = (line: DiffLine, text: string): void => {
    const place = placeOf(line);
    if (place !== null) review.add({ repo, path: file.path, ...place, code: line.text, text });
    setWriting(null);
  };
  const below = (lines: readonly (DiffLine | null)[], columns: number): ReactNode => {
    const here = lines.flatMap((line) => (line === null ? [] : commentsAt(comments, line)));
    const editing = lines.find((line) => line !== null && line === writing) ?? null;
    if (here.length === 0 && editing === null) return null;
    return (
      <tr className={styles['thread']}>
        <td colSpan={columns}>
          {here.map((comment) => (
            <CommentView key={comment.id} comment={comment} review={review} />
          ))}
          {editing !== null && (
            <CommentEditor onSave={(text) => add(editing, text)} onCancel={() => setWriting(null)} />
          )}
        </td>
      </tr>
    );
  };
  const common = { colours, onComment: setWriting };
  const unified = (line: DiffLine, index: number): ReactNode => (
    <Fragment key={index}>
      <tr>
        <LineCells line={line} numbers={['old', 'now']} {...common} />
      </tr>
      {below([line], 3)}
    </Fragment>
  );
  const sideBySide = ({ left, right }: ReturnType<typeof splitRows>[number], index: number): ReactNode => (
    <Fragment key={index}>
      <tr>
        <LineCells line={left} numbers={['old']} {...common} />
        <LineCells line={right} numbers={['now']} {...common} />
      </tr>
      {below(left === right ? [left] : [left, right], 4)}
    </Fragment>
  );
  return (
    <div className={styles['lines']}>
      <table className={classNames(styles['table'], split && styles['split'])}>
        {split && <Columns />}
        <tbody>
          {hunks.map((hunk, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the hunks of a patch never change places
            <Fragment key={index}>
              <Heading hunk={hunk} columns={split ? 4 : 3} />
              {split ? splitRows(hunk.lines).map(sideBySide) : hunk.lines.map(unified)}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function commentsAt(comments: readonly LineComment[], line: DiffLine): LineComment[] {
  const place = placeOf(line);
  return comments.filter(({ side, line: at }) => side === place?.side && at === place.line);
}

function Heading({ hunk, columns }: { hunk: DiffHunk; columns: number }) {
  const first = hunk.lines[0];
  return (
    <tr className={styles['heading']}>
      <td colSpan={columns}>
        line {first?.now ?? first?.old ?? 0} {visibleLine(hunk.heading)}
      </td>
    </tr>
  );
}

function Columns() {
  return (
    <colgroup>
      <col className={styles['number']} />
      <col />
      <col className={styles['number']} />
      <col />
    </colgroup>
  );
}
