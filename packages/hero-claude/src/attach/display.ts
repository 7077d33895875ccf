import type { Output } from '../output/output.ts';
import { wrapText } from '../terminal/fit-text.ts';
import { Screen } from '../terminal/screen.ts';
import { type LiveView, liveArea } from './live-area.ts';

/** Where a live session is shown. */
export interface Display {
  /** What goes on is drawn over in place. */
  readonly live: boolean;
  /** Prints something that stays. */
  print(text: string): void;
  /** Tells the person something that is not of the session. */
  note(text: string): void;
  /** Shows what goes on now. */
  show(view: LiveView): void;
  /** Leaves the terminal to another program; what is printed meanwhile comes after it. */
  pause(): void;
  resume(): void;
  /** Takes what goes on away for good. */
  close(): void;
}

/** In a pipe, and on terminals that cannot move their cursor: lines, and notes beside. */
function plainDisplay(output: Output): Display {
  return {
    live: false,
    print: (text) => output.line(text),
    note: (text) => output.note(output.noteStyle.dim(text)),
    show: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
    close: () => undefined,
  };
}

/** On a terminal: the conversation scrolls by above what goes on. */
function terminalDisplay(output: Output, stream: NodeJS.WriteStream): Display {
  const screen = new Screen(stream);
  let held: string[] | undefined;
  const print = (text: string): void => {
    if (held === undefined) screen.print(text);
    else held.push(text);
  };
  return {
    live: true,
    print,
    note: (text) => print(output.style.dim(wrapText(text, screen.columns - 1).join('\n'))),
    show: (view) => {
      const { columns } = screen;
      const size = { columns, rows: stream.rows || 24, now: Date.now() };
      if (held === undefined) screen.show(liveArea(view, output.style, size));
    },
    pause: () => {
      screen.clear();
      held = [];
    },
    resume: () => {
      const texts = held ?? [];
      held = undefined;
      for (const text of texts) screen.print(text);
    },
    close: () => screen.clear(),
  };
}

export function openDisplay(output: Output, env: NodeJS.ProcessEnv, plain: boolean): Display {
  const canMove = !plain && process.stdout.isTTY && env['TERM'] !== 'dumb';
  return canMove ? terminalDisplay(output, process.stdout) : plainDisplay(output);
}
