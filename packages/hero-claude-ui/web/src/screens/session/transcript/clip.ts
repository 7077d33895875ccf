import { isObject, type Json } from './loose.ts';

/** A text of bounded length; `cut` counts the characters left out. */
export interface Clipped {
  text: string;
  cut: number;
}

/** More than anybody reads in a list; the whole line can be fetched. */
export const textLimit = 20_000;

const deepest = 6;
const mostEntries = 200;

export function clip(text: string, limit: number = textLimit): Clipped {
  if (text.length <= limit) return { text, cut: 0 };
  // A pair of surrogates stays together.
  const code = text.charCodeAt(limit - 1);
  const end = code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit;
  return { text: text.slice(0, end), cut: text.length - end };
}

/** The same value with its texts, lists and depth bounded, so that a line cannot fill the memory. */
export function clipDeep(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') {
    const { text, cut } = clip(value);
    return cut === 0 ? value : `${text}\n… ${cut} more characters`;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '…';
  if (Array.isArray(value)) return value.slice(0, mostEntries).map((item) => clipDeep(item, depth + 1));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).slice(0, mostEntries);
  return Object.fromEntries(entries.map(([key, item]) => [key, clipDeep(item, depth + 1)]));
}

export function clipObject(value: Json): Json {
  return clipDeep(value) as Json;
}
