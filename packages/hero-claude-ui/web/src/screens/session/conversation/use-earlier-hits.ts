import { useEffect, useMemo, useState } from 'react';
import { useRpc } from '../../../data/rpc-query.ts';

const settleMs = 250;
const mostHits = 200;
const none: readonly number[] = [];

/** Lines before `firstSeq` that hold all words of a search, in their order: the server knows them. */
export function useEarlierHits(
  sessionId: string,
  search: string,
  firstSeq: number | null,
): readonly number[] {
  const text = useSettled(search.trim());
  const enabled = text.length > 1 && firstSeq !== null && firstSeq > 1;
  const { data } = useRpc('search.messages', { text, session_id: sessionId, limit: mostHits }, { enabled });
  return useMemo(() => {
    if (!enabled || data === undefined || text !== search.trim()) return none;
    const lines = data.map(({ seq }) => seq).filter((seq) => seq < firstSeq);
    return [...new Set(lines)].sort((a, b) => a - b);
  }, [enabled, data, text, search, firstSeq]);
}

/** A text once it has not changed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settleMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
