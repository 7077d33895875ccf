import { useCallback, useMemo, useState } from 'react';
import type { Item } from '../transcript/item.ts';
import { itemMatches } from '../transcript/item-text.ts';
import { hasMark, type Mark } from '../transcript/marks.ts';
import { allItems } from '../transcript/rows.ts';

export interface Find {
  search: string;
  setSearch: (search: string) => void;
  hits: readonly Item[];
  /** The place among the hits, from 0; null before the first step. */
  at: number | null;
  step: (direction: 1 | -1) => void;
  /** The next item with a mark after `from`, or before it, around the end. */
  jump: (mark: Mark, direction: 1 | -1, from: Item | undefined) => void;
}

/** Searching and jumping in a transcript; `onShow` brings an item into view. */
export function useFind(roots: readonly Item[], version: number, onShow: (item: Item) => void): Find {
  const [search, setText] = useState('');
  const [at, setAt] = useState<number | null>(null);
  const hits = useMemo(
    () => (search.length < 2 ? [] : [...allItems(roots)].filter((item) => itemMatches(item, search))),
    // The items change in place: the version tells.
    // biome-ignore lint/correctness/useExhaustiveDependencies: see above
    [roots, search, version],
  );
  const setSearch = useCallback((text: string) => {
    setText(text);
    setAt(null);
  }, []);
  const step = (direction: 1 | -1): void => {
    if (hits.length === 0) return;
    const next = at === null ? hits.length - 1 : (at + direction + hits.length) % hits.length;
    const item = hits[next];
    setAt(next);
    if (item !== undefined) onShow(item);
  };
  const jump = (mark: Mark, direction: 1 | -1, from: Item | undefined): void => {
    const marked = [...allItems(roots)].filter((item) => hasMark(item, mark));
    const seq = from?.seq ?? 0;
    const [before, after] = [
      marked.filter((item) => item.seq < seq),
      marked.filter((item) => item.seq > seq),
    ];
    const item = direction === 1 ? (after[0] ?? marked[0]) : (before.at(-1) ?? marked.at(-1));
    if (item !== undefined) onShow(item);
  };
  return { search, setSearch, hits, at, step, jump };
}
