import { visibleText } from '../safe/visible-text.ts';
import styles from './code-text.module.css';
import type { CodePiece } from './highlight.ts';

/** A line of code in its colours. */
export function CodeText({ text, pieces }: { text: string; pieces: readonly CodePiece[] | undefined }) {
  if (pieces === undefined) return visibleText(text);
  return pieces.map(({ text: piece, look }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line never change places
    <span key={index} className={look === null ? undefined : styles[look]}>
      {visibleText(piece)}
    </span>
  ));
}
