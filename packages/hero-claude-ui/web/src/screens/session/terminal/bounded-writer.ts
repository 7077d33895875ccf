/** What a terminal takes; `done` is called once it has been shown. */
export interface Screen {
  write: (data: string | Uint8Array, done?: () => void) => void;
}

const usualMostBytes = 8_000_000;
/** Ends a sequence that was cut, and its looks. */
const neutral = '\u0018\u001b[0m';

/**
 * Writes to a terminal no more than it can show soon. A browser cannot hold a WebSocket back: of a flood the part
 * that comes while it is busy is left out, and said, so that the page goes on and ctrl-C is heard.
 */
export class BoundedWriter {
  readonly #screen: Screen;
  readonly #mostBytes: number;
  #pending = 0;
  #leftOut = 0;

  constructor(screen: Screen, mostBytes: number = usualMostBytes) {
    this.#screen = screen;
    this.#mostBytes = mostBytes;
  }

  write(bytes: Uint8Array): void {
    // Once something is left out, so is all until the terminal has caught up: a hole is told once.
    if (this.#leftOut > 0 || this.#pending + bytes.length > this.#mostBytes) {
      this.#leftOut += bytes.length;
      if (this.#pending === 0) this.#tell();
      return;
    }
    this.#pending += bytes.length;
    this.#screen.write(bytes, () => {
      this.#pending -= bytes.length;
      if (this.#pending === 0 && this.#leftOut > 0) this.#tell();
    });
  }

  #tell(): void {
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    this.#screen.write(`${neutral}\r\n[${leftOut} bytes came too fast and are not shown]\r\n`);
  }
}
