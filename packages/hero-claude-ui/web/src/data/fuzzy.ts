/**
 * How well a text fits what was typed: all characters in order, better the closer together and the nearer to the
 * beginning of a word. undefined: not at all.
 */
export function fuzzyScore(text: string, typed: string): number | undefined {
  const read = text.toLowerCase();
  let score = 0;
  let last = -1;
  for (const character of typed.toLowerCase().replaceAll(/\s+/g, '')) {
    const at = read.indexOf(character, last + 1);
    if (at < 0) return undefined;
    const beginsWord = at === 0 || /[\s/._-]/.test(read[at - 1] ?? '');
    score += (at === last + 1 ? 3 : 0) + (beginsWord ? 2 : 0) - Math.min(at - last - 1, 10) / 10;
    last = at;
  }
  return score - read.length / 100;
}

/** The fitting ones, best first; all in their own order while nothing is typed. */
export function fuzzyFilter<T>(items: readonly T[], typed: string, textOf: (item: T) => string): T[] {
  if (typed.trim() === '') return [...items];
  return items
    .map((item) => ({ item, score: fuzzyScore(textOf(item), typed) }))
    .filter((entry): entry is { item: T; score: number } => entry.score !== undefined)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item);
}
