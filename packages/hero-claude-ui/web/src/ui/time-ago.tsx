import { useNow } from './use-now.ts';

const steps: readonly [limitSeconds: number, seconds: number, unit: string][] = [
  [60, 1, 's'],
  [3_600, 60, 'min'],
  [86_400, 3_600, 'h'],
  [Number.POSITIVE_INFINITY, 86_400, 'd'],
];

/** `3 min`, `2 h`, `5 d`: how long something lasts. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [, size, unit] = steps.find(([limit]) => seconds < limit) ?? [0, 86_400, 'd'];
  return `${Math.floor(seconds / size)} ${unit}`;
}

/** A time of these days, without its seconds. */
export function shortTime(at: string): string {
  return new Date(at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
}

export interface TimeAgoProps {
  at: string;
  /** What stands behind it: `ago`, or nothing for how long something has lasted. */
  suffix?: string;
}

/** How long ago; the exact time is its title. */
export function TimeAgo({ at, suffix = ' ago' }: TimeAgoProps) {
  const now = useNow();
  const past = now - Date.parse(at);
  const text = past < 5_000 ? (suffix === '' ? '0 s' : 'just now') : `${durationText(past)}${suffix}`;
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {text}
    </time>
  );
}
