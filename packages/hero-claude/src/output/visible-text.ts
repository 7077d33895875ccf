/**
 * C0 and C1 controls, and what turns or hides text: bidi controls, line separators, zero-width marks. A
 * terminal that obeyed them could show another command than the one in the text, or take a clipboard over.
 */
// oxlint-disable-next-line no-control-regex
const deceiving = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const short: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  const hex = code.toString(16);
  return short[character] ?? (code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`);
}

/** One line of foreign text: every deceiving character is shown as an escape. */
export function visibleLine(text: string): string {
  return text.replaceAll(deceiving, escaped);
}

/** Foreign text of several lines: line feeds and tabs do their work, everything else is shown. */
export function visibleText(text: string): string {
  return text.replaceAll(deceiving, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  );
}
