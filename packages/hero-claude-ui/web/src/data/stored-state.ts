import { useState } from 'react';

function read<T>(key: string, initial: T): T {
  try {
    const stored = localStorage.getItem(key);
    return stored === null ? initial : { ...initial, ...(JSON.parse(stored) as T) };
  } catch {
    return initial;
  }
}

/** State that a reload keeps. What an older page stored is completed with `initial`. */
export function useStoredState<T extends object>(key: string, initial: T): [T, (change: Partial<T>) => void] {
  const [value, setValue] = useState(() => read(key, initial));
  const change = (part: Partial<T>): void => {
    setValue((before) => {
      const next = { ...before, ...part };
      localStorage.setItem(key, JSON.stringify(next));
      return next;
    });
  };
  return [value, change];
}
