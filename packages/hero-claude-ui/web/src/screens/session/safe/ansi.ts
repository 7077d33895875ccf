/** A piece of terminal output with one look. */
export interface AnsiPiece {
  text: string;
  /** Names of looks: bold, dim, italic, underline, fg1 to fg7. */
  looks: readonly string[];
}

const escapes =
  // oxlint-disable-next-line no-control-regex
  /\u001b(?:\[([0-9;:]*)([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[PX^_][^\u001b]*(?:\u001b\\)?|[ -/]*[0-~])/g;

const styles = new Map([
  [1, 'bold'],
  [2, 'dim'],
  [3, 'italic'],
  [4, 'underline'],
]);

/**
 * Output of a command with its colours. Only colours and weights are taken over: titles, links, cursor moves and
 * clipboard writes are left out. A carriage return begins a line, so that nothing is written over.
 */
export function readAnsi(output: string): AnsiPiece[] {
  const text = output.replaceAll(/\r+\n/g, '\n').replaceAll('\r', '\n');
  const pieces: AnsiPiece[] = [];
  let looks: string[] = [];
  let from = 0;
  for (const match of text.matchAll(escapes)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), looks });
    from = match.index + match[0].length;
    if (match[2] === 'm') looks = looksAfter(looks, match[1] ?? '');
  }
  if (from < text.length) pieces.push({ text: text.slice(from), looks });
  return pieces;
}

function looksAfter(before: readonly string[], parameters: string): string[] {
  let looks = [...before];
  const codes = parameters.split(/[;:]/).map(Number);
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    // Colours beyond the eight take two or four more numbers; they keep the plain look.
    if (code === 38 || code === 48) index += codes[index + 1] === 2 ? 4 : 2;
    else if (code === 0) looks = [];
    else if (code === 22) looks = looks.filter((look) => look !== 'bold' && look !== 'dim');
    else if (code === 39 || isColour(code)) looks = looks.filter((look) => !look.startsWith('fg'));
    if (isColour(code)) looks.push(`fg${code % 10}`);
    const style = styles.get(code);
    if (style !== undefined && !looks.includes(style)) looks.push(style);
  }
  return looks;
}

function isColour(code: number): boolean {
  return (code >= 31 && code <= 37) || (code >= 91 && code <= 97);
}
