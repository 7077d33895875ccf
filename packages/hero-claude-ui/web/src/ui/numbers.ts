/** `$1.20`, `$0.004`: small sums keep a digit that says something. */
export function dollars(sum: number): string {
  if (sum === 0) return '$0';
  return sum < 0.01 ? `$${sum.toPrecision(1)}` : `$${sum.toFixed(2)}`;
}

const byteUnits = ['B', 'KB', 'MB', 'GB', 'TB'];

/** `4.2 MB`. */
export function bytes(count: number): string {
  const power = count < 1 ? 0 : Math.min(Math.floor(Math.log(count) / Math.log(1024)), byteUnits.length - 1);
  const value = count / 1024 ** power;
  return `${value.toFixed(power === 0 || value >= 100 ? 0 : 1)} ${byteUnits[power]}`;
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** `12.3K`, for tokens. */
export function short(count: number): string {
  return compact.format(count);
}
