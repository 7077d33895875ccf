const steps: readonly [limit: number, seconds: number, unit: string][] = [
  [60, 1, 's'],
  [3600, 60, 'm'],
  [86_400, 3600, 'h'],
  [Number.POSITIVE_INFINITY, 86_400, 'd'],
];

/** A span in its largest unit: 42s, 5m, 3h, 12d. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  for (const [limit, size, unit] of steps) {
    if (seconds < limit) return `${Math.floor(seconds / size)}${unit}`;
  }
  return '';
}

const minuteMs = 60_000;

/** When something was or will be, as seen from now: `5m ago`, `in 3h`. */
export function relative(at: string, now = Date.now()): string {
  const ms = now - Date.parse(at);
  if (Number.isNaN(ms)) return at;
  if (Math.abs(ms) < 1000) return 'now';
  // A minute more, so that 30 days from a moment ago are not 29.
  return ms > 0 ? `${span(ms)} ago` : `in ${span(ms > -minuteMs ? -ms : minuteMs - ms)}`;
}

const byteUnits = ['B', 'KB', 'MB', 'GB', 'TB'];

/** Bytes in powers of 1024 with three digits at most: 512 B, 1.5 MB, 230 MB. */
export function byteSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < byteUnits.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return `${value.toFixed(digits)} ${byteUnits[unit]}`;
}

/** `1 commit`, `3 commits`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
