import { useEffect, useMemo, useState } from 'react';
import type { CodePiece, highlightLines } from './highlight.ts';

/** The lines of a code in colours, by the name of its file or of its language; null until they are ready. */
export function useCodeColours(name: string, code: string): readonly CodePiece[][] | null {
  const [highlight, setHighlight] = useState<typeof highlightLines | null>(null);
  const wanted = name !== '';
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    import('./highlight.ts')
      .then((loaded) => current && setHighlight(() => loaded.highlightLines))
      // Without colours it can still be read.
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [wanted]);
  return useMemo(() => highlight?.(name, code) ?? null, [highlight, name, code]);
}
