import { memo } from 'react';
import { readAnsi } from './ansi.ts';
import styles from './ansi-text.module.css';
import { visibleText } from './visible-text.ts';

/** Terminal output as text nodes with colours. */
export const AnsiText = memo(function AnsiText({ text }: { text: string }) {
  return readAnsi(text).map(({ text: piece, looks }, index) => {
    const shown = visibleText(piece);
    if (looks.length === 0) return shown;
    return (
      // The pieces of a text never change places.
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <span key={index} className={looks.map((look) => styles[look]).join(' ')}>
        {shown}
      </span>
    );
  });
});
