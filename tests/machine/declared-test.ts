/** A test as its file writes it: the title comes first in `test(…)`, `it.each(…)(…)` and the like. */
export function declares(source: string, name: string): boolean {
  const title = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?:\\b(?:test|it)|\\))\\(\\s*(['"\`])${title}\\1`).test(source);
}
