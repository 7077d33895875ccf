/** `950`, `12.3 k`, `4.1 M`. */
export function countText(value: number): string {
  if (value < 1_000) return String(Math.round(value));
  if (value < 1_000_000) return `${(value / 1_000).toFixed(value < 10_000 ? 1 : 0)} k`;
  return `${(value / 1_000_000).toFixed(value < 10_000_000 ? 1 : 0)} M`;
}

export function moneyText(usd: number): string {
  if (usd > 0 && usd < 0.001) return '<$0.001';
  return `$${usd.toFixed(usd > 0 && usd < 1 ? 3 : 2)}`;
}

/** `1.2 GiB`, in the units limits are given in. */
export function bytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${value.toFixed(unit === 0 || value >= 100 ? 0 : 1)} ${units[unit] ?? ''}`;
}
