import { useEffect, useState } from 'react';
import type { CodePiece } from '../code/highlight.ts';
import type { DiffHunk, DiffLine } from './parse-patch.ts';

export type Colours = ReadonlyMap<DiffLine, CodePiece[]>;

const none: Colours = new Map();

/** Colours for the lines of a file, when they are ready: the old and the new state are read apart. */
export function useHighlight(path: string, hunks: readonly DiffHunk[]): Colours {
  const [colours, setColours] = useState<Colours>(none);
  useEffect(() => {
    let current = true;
    async function colour(): Promise<void> {
      const { highlightLines } = await import('../code/highlight.ts');
      if (current) setColours(coloursOf(hunks, (code) => highlightLines(path, code)));
    }
    // Without colours the change can still be read.
    colour().catch(() => undefined);
    return () => {
      current = false;
    };
  }, [path, hunks]);
  return colours;
}

function coloursOf(hunks: readonly DiffHunk[], highlight: (code: string) => CodePiece[][] | null): Colours {
  const found = new Map<DiffLine, CodePiece[]>();
  for (const { lines } of hunks) {
    for (const kind of ['removed', 'added'] as const) {
      const side = lines.filter((line) => line.kind === kind || line.kind === 'same');
      const coloured = highlight(side.map(({ text }) => text).join('\n'));
      side.forEach((line, index) => {
        const pieces = coloured?.[index];
        if (pieces !== undefined) found.set(line, pieces);
      });
    }
  }
  return found;
}
