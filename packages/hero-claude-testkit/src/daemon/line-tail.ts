/** The last lines of a process's output, bounded. */
export class LineTail {
  readonly #lines: string[] = [];
  readonly #maxLines: number;
  #open = '';

  constructor(maxLines = 5000) {
    this.#maxLines = maxLines;
  }

  push(chunk: string): void {
    const lines = (this.#open + chunk).split('\n');
    this.#open = lines.pop() ?? '';
    this.#lines.push(...lines);
    if (this.#lines.length > this.#maxLines) this.#lines.splice(0, this.#lines.length - this.#maxLines);
  }

  /** Everything kept, or the last `count` lines. */
  text(count?: number): string {
    const all = this.#open === '' ? this.#lines : [...this.#lines, this.#open];
    return (count === undefined ? all : all.slice(-count)).join('\n');
  }
}
