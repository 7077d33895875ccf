import { fitLine, textWidth } from './fit-text.ts';

/** What a screen is drawn on. */
export interface ScreenStream {
  write(text: string): unknown;
  readonly columns: number;
}

/** What is kept at the bottom: some lines, and where the cursor stands in them. */
export interface Area {
  lines: readonly string[];
  /** null hides it */
  cursor: { row: number; column: number } | null;
}

const csi = '\u001b[';
const nothing: Area = { lines: [], cursor: null };

/**
 * Text that scrolls by above an area that is drawn over in place. All of both goes through here, so that
 * neither garbles the other; every change is one write.
 */
export class Screen {
  readonly #stream: ScreenStream;
  #area = nothing;
  /** The lines on the screen, and the row of the cursor in them. */
  #drawn: readonly string[] = [];
  #row = 0;

  constructor(stream: ScreenStream) {
    this.#stream = stream;
  }

  get columns(): number {
    return this.#stream.columns || 80;
  }

  /** Prints text above the area; it stays. */
  print(text: string): void {
    this.#stream.write(`${this.#erasure()}${text.replaceAll('\n', '\r\n')}\r\n${this.#drawing()}`);
  }

  /** Draws another area in place of the one that is there. */
  show(area: Area): void {
    this.#area = area;
    this.#stream.write(`${this.#erasure()}${this.#drawing()}`);
  }

  /** Takes the area away and shows the cursor again. */
  clear(): void {
    this.#area = nothing;
    this.#stream.write(`${this.#erasure()}${csi}?25h`);
  }

  #erasure(): string {
    const { columns } = this;
    // Lines that were drawn on a wider terminal take more rows now.
    const above = this.#drawn
      .slice(0, this.#row)
      .reduce((rows, line) => rows + Math.max(1, Math.ceil(textWidth(line) / columns)), 0);
    this.#drawn = [];
    this.#row = 0;
    return `\r${above > 0 ? `${csi}${above}A` : ''}${csi}J`;
  }

  #drawing(): string {
    const { cursor } = this.#area;
    // The last column stays free: a terminal may wrap once it is written to.
    const lines = this.#area.lines.map((line) => fitLine(line, this.columns - 1));
    this.#drawn = lines;
    this.#row = cursor === null ? Math.max(lines.length - 1, 0) : cursor.row;
    const up = lines.length - 1 - this.#row;
    const place =
      cursor === null
        ? `${csi}?25l`
        : `\r${up > 0 ? `${csi}${up}A` : ''}${cursor.column > 0 ? `${csi}${cursor.column}C` : ''}${csi}?25h`;
    return `${lines.join('\r\n')}${place}`;
  }
}
