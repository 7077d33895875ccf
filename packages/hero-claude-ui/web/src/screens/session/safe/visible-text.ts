/**
 * Controls that would change how a text looks without being seen: C0 and C1 but tab and newline, and what turns
 * the direction of writing or hides within a word.
 */
const unseen =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x0d) return '␍';
  if (code === 0x1b) return '␛';
  return code < 0x20
    ? String.fromCodePoint(0x2400 + code)
    : `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** The text with its unseen characters shown, so that what is read is what is there. */
export function visibleText(text: string): string {
  return text.replace(unseen, escaped);
}

/** The same for one line: newlines and tabs are shown as well. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll('\n', '⏎').replaceAll('\t', '␉');
}
