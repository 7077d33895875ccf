import { emitKeypressEvents } from 'node:readline';
import type { ReadStream } from 'node:tty';
import type { Key } from './key.ts';

const pasteOn = '\u001b[?2004h';
const pasteOff = '\u001b[?2004l';

/** The keys of a terminal, one by one; what is pasted comes as a whole. */
export class Keyboard {
  readonly #input: ReadStream;
  readonly #output: { write(text: string): unknown };
  readonly #onKey: (key: Key) => void;
  #pasted: string | undefined;

  constructor(input: ReadStream, output: { write(text: string): unknown }, onKey: (key: Key) => void) {
    this.#input = input;
    this.#output = output;
    this.#onKey = onKey;
  }

  open(): void {
    emitKeypressEvents(this.#input);
    this.#input.on('keypress', this.#take);
    this.#input.setRawMode(true);
    this.#input.resume();
    this.#output.write(pasteOn);
  }

  /** Gives the terminal back as it was. */
  close(): void {
    this.#output.write(pasteOff);
    this.#input.off('keypress', this.#take);
    this.#input.setRawMode(false);
    this.#input.pause();
  }

  readonly #take = (text: string | undefined, key: Key): void => {
    if (key.name === 'paste-start') this.#pasted = '';
    else if (key.name === 'paste-end') {
      const sequence = (this.#pasted ?? '').replaceAll(/\r\n?/g, '\n');
      this.#pasted = undefined;
      this.#onKey({ name: 'paste', sequence });
    } else if (this.#pasted !== undefined) this.#pasted += key.sequence ?? text ?? '';
    else this.#onKey({ ...key, sequence: key.sequence ?? text ?? '' });
  };
}
