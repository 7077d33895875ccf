import { useCallback, useState } from 'react';

function read<Value>(key: string, fallback: Value): Value {
  try {
    const text = localStorage.getItem(key);
    return text === null ? fallback : (JSON.parse(text) as Value);
  } catch {
    return fallback;
  }
}

/** State that outlives the page, for this browser only. */
export function useStored<Value>(
  key: string,
  fallback: Value,
): [Value, (change: (value: Value) => Value) => void] {
  const [value, setValue] = useState(() => read(key, fallback));
  const change = useCallback(
    (update: (value: Value) => Value) =>
      setValue((before) => {
        const next = update(before);
        try {
          localStorage.setItem(key, JSON.stringify(next));
        } catch {
          // A full storage costs the memory of the next visit, nothing now.
        }
        return next;
      }),
    [key],
  );
  return [value, change];
}
