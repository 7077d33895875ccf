/** A key as `node:readline` tells it. */
export interface Key {
  /** The characters that came. */
  sequence?: string;
  /** return, backspace, left, …; a letter for itself. */
  name?: string | undefined;
  ctrl?: boolean;
  meta?: boolean;
}

/** A character of its own, not a command: what is typed into a line. */
export function typedText({ sequence = '', ctrl = false, meta = false, name }: Key): string {
  if (ctrl || meta || name === 'escape') return '';
  // oxlint-disable-next-line no-control-regex
  return /^[\u0000-\u001f\u007f]/.test(sequence) ? '' : sequence;
}
