import type { Progress } from 'hero-claude-sdk';
import type { Output } from './output.ts';
import { byteSize } from './units.ts';
import { visibleLine } from './visible-text.ts';

/** Shows how far something is: one line drawn over on a terminal, a line per phase in a pipe. */
export interface ProgressLine {
  show(progress: Progress): void;
  /** Prints a line of its own above. */
  above(text: string): void;
  /** Takes the line away. */
  clear(): void;
}

const clearLine = '\r\u001b[2K';

function textOf({ phase, percent, bytes }: Progress): string {
  const details = [
    percent === undefined ? undefined : `${Math.round(percent)}%`,
    bytes === undefined ? undefined : byteSize(bytes),
  ].filter((detail) => detail !== undefined);
  return [visibleLine(phase), ...details].join('  ');
}

export function createProgressLine(output: Output): ProgressLine {
  if (output.json) return { show: () => undefined, above: () => undefined, clear: () => undefined };
  let drawn = false;
  let lastPhase: string | undefined;
  const clear = (): void => {
    if (drawn) output.writeNote(clearLine);
    drawn = false;
  };
  return {
    clear,
    above: (text) => {
      clear();
      output.note(text);
    },
    show: (progress) => {
      if (output.live) {
        output.writeNote(
          `${clearLine}${output.noteStyle.dim(`… ${textOf(progress)}`.slice(0, (output.columns || 80) - 1))}`,
        );
        drawn = true;
      } else if (progress.phase !== lastPhase) output.note(`… ${visibleLine(progress.phase)}`);
      lastPhase = progress.phase;
    },
  };
}
