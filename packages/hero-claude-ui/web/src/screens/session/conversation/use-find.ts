import { useCallback, useMemo, useState } from 'react';
import type { Item } from '../transcript/item.ts';
import { itemMatches } from '../transcript/item-text.ts';
import { hasMark, type Mark } from '../transcript/marks.ts';
import { allItems } from '../transcript/rows.ts';
import type { FeedState, TranscriptFeed } from './transcript-feed.ts';
import { useEarlierHits } from './use-earlier-hits.ts';

export interface Find {
  search: string;
  setSearch: (search: string) => void;
  hits: readonly Item[];
  /** Lines with the words that are further up than what is loaded. */
  earlier: number;
  /** The place among the hits, from 0; null before the first step. */
  at: number | null;
  /** The hit before or after, around the end. */
  step: (direction: 1 | -1) => void;
  /** The item with a mark before `from` or after it, around the end. */
  jump: (mark: Mark, direction: 1 | -1, from: Item | undefined) => void;
}

export interface FindParts {
  sessionId: string;
  feed: TranscriptFeed;
  state: FeedState;
  /** Brings an item into view. */
  onShow: (item: Item) => void;
}

/** Searching and jumping in a whole conversation: what is not loaded is when a step leads there. */
export function useFind({ sessionId, feed, state, onShow }: FindParts): Find {
  const { transcript, version } = state;
  const [search, setText] = useState('');
  const [current, setCurrent] = useState<Item | null>(null);
  const earlier = useEarlierHits(sessionId, search, transcript.firstSeq);
  const matches = useMemo(() => rememberingMatches(search), [search]);
  const hits = useMemo(
    () => (search.length < 2 ? [] : itemsWith(transcript.roots, matches)),
    // The items change in place: the version tells.
    // biome-ignore lint/correctness/useExhaustiveDependencies: see above
    [transcript, matches, version],
  );
  const setSearch = useCallback((text: string) => {
    setText(text);
    setCurrent(null);
  }, []);
  const go = (item: Item | undefined): void => {
    if (item !== undefined) onShow(item);
  };
  const goToHit = (item: Item | undefined): void => {
    setCurrent(item ?? null);
    go(item);
  };
  const place = current === null ? -1 : hits.indexOf(current);
  const step = (direction: 1 | -1): void => {
    const next = direction === 1 ? (hits[place + 1] ?? hits[0]) : hits[(place < 0 ? hits.length : place) - 1];
    const line = earlier.at(-1);
    if (next !== undefined || line === undefined) {
      goToHit(next ?? hits.at(-1));
      return;
    }
    const loaded = feed.loadUntil(({ firstSeq }) => (firstSeq ?? 0) <= line);
    void loaded.then(() => goToHit(itemOfLine(transcript.roots, line, search)), ignored);
  };
  const jump = (mark: Mark, direction: 1 | -1, from: Item | undefined): void => {
    const marked = itemsWith(transcript.roots, (item) => hasMark(item, mark));
    if (direction === 1) {
      go(marked.find(({ seq }) => seq > (from?.seq ?? 0)) ?? marked[0]);
      return;
    }
    const before = (item: Item) => item.seq < (from?.seq ?? 0) && hasMark(item, mark);
    const loaded = feed.loadUntil(({ roots }) => lastWith(roots, before) !== undefined);
    void loaded.then(() => go(lastWith(transcript.roots, before) ?? marked.at(-1)), ignored);
  };
  return { search, setSearch, hits, earlier: earlier.length, at: place < 0 ? null : place, step, jump };
}

/** Looks at each item once per version: a conversation grows while somebody searches in it. */
function rememberingMatches(search: string): (item: Item) => boolean {
  const known = new WeakMap<Item, { version: number; hit: boolean }>();
  return (item) => {
    const before = known.get(item);
    if (before?.version === item.version) return before.hit;
    const hit = itemMatches(item, search);
    known.set(item, { version: item.version, hit });
    return hit;
  };
}

function itemsWith(roots: readonly Item[], wanted: (item: Item) => boolean): Item[] {
  return [...allItems(roots)].filter(wanted);
}

function lastWith(roots: readonly Item[], wanted: (item: Item) => boolean): Item | undefined {
  return itemsWith(roots, wanted).at(-1);
}

/** What became of a line: the item of its own, or the call that its result went to. */
function itemOfLine(roots: readonly Item[], line: number, search: string): Item | undefined {
  const upTo = itemsWith(roots, ({ seq }) => seq <= line);
  return (
    upTo.findLast((item) => itemMatches(item, search)) ??
    upTo.findLast(({ seq }) => seq === line) ??
    upTo.at(-1)
  );
}

/** A page that did not come is asked for again by the next step. */
function ignored(): void {}
