/** One line of a change: `-` was, `+` is, a space stayed. */
export interface ChangedLine {
  sign: ' ' | '-' | '+';
  text: string;
}

const mostCells = 250_000;

/** The smallest change between two texts, line by line; beyond some size all of it counts as replaced. */
export function lineDiff(before: string, after: string): ChangedLine[] {
  const old = linesOf(before);
  const now = linesOf(after);
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (
    end < old.length - start &&
    end < now.length - start &&
    old[old.length - 1 - end] === now[now.length - 1 - end]
  ) {
    end += 1;
  }
  return [
    ...signed(' ', old.slice(0, start)),
    ...middle(old.slice(start, old.length - end), now.slice(start, now.length - end)),
    ...signed(' ', end === 0 ? [] : old.slice(-end)),
  ];
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function signed(sign: ChangedLine['sign'], lines: readonly string[]): ChangedLine[] {
  return lines.map((text) => ({ sign, text }));
}

/** Longest common subsequence, read from the end of its table. */
function middle(old: readonly string[], now: readonly string[]): ChangedLine[] {
  if (old.length === 0 || now.length === 0 || old.length * now.length > mostCells) {
    return [...signed('-', old), ...signed('+', now)];
  }
  const width = now.length + 1;
  const table = new Uint32Array((old.length + 1) * width);
  for (let i = 1; i <= old.length; i += 1) {
    for (let j = 1; j <= now.length; j += 1) {
      table[i * width + j] =
        old[i - 1] === now[j - 1]
          ? at(table, (i - 1) * width + j - 1) + 1
          : Math.max(at(table, (i - 1) * width + j), at(table, i * width + j - 1));
    }
  }
  const lines: ChangedLine[] = [];
  let i = old.length;
  let j = now.length;
  while (i > 0 || j > 0) {
    if (i > 0 && j > 0 && old[i - 1] === now[j - 1]) {
      lines.push({ sign: ' ', text: old[i - 1] ?? '' });
      i -= 1;
      j -= 1;
    } else if (j > 0 && (i === 0 || at(table, i * width + j - 1) >= at(table, (i - 1) * width + j))) {
      lines.push({ sign: '+', text: now[j - 1] ?? '' });
      j -= 1;
    } else {
      lines.push({ sign: '-', text: old[i - 1] ?? '' });
      i -= 1;
    }
  }
  return lines.reverse();
}

function at(table: Uint32Array, index: number): number {
  return table[index] ?? 0;
}
