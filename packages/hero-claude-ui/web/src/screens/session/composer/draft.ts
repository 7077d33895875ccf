import { useCallback, useState } from 'react';

const keyOf = (sessionId: string): string => `hero-claude-draft:${sessionId}`;

function stored(sessionId: string): string {
  try {
    return localStorage.getItem(keyOf(sessionId)) ?? '';
  } catch {
    return '';
  }
}

function store(sessionId: string, text: string): void {
  try {
    if (text === '') localStorage.removeItem(keyOf(sessionId));
    else localStorage.setItem(keyOf(sessionId), text);
  } catch {
    // A full or forbidden storage costs the draft of the next visit, nothing now.
  }
}

/** What is being written to a session; it survives leaving the page. */
export function useDraft(sessionId: string): [text: string, change: (text: string) => void] {
  const [text, setText] = useState(() => stored(sessionId));
  const change = useCallback(
    (next: string) => {
      setText(next);
      store(sessionId, next);
    },
    [sessionId],
  );
  return [text, change];
}
