const newline = 0x0a;
const dataPrefix = 'data:';
const firstOfData = 0x64;
const eventPrefix = Buffer.from('event:');
/** The line that names a type of the API's is shorter. */
const maxUsualBytes = 64;

/** No event that is read whole is longer. */
const maxDataBytes = 262_144;

export interface EventReaderOptions {
  /** Whether the data of events of that type is wanted. */
  wants: (type: string) => boolean;
  /** Called for each event; `data` is null when it was not wanted, or too long to be kept. */
  onEvent: (event: { type: string; data: string | null; bytes: number }) => void;
}

/**
 * Takes a server-sent event stream apart while its bytes pass. It keeps what is wanted, a line at a time: an
 * event of any length costs no more memory than the longest one that is read, and does not hide the next.
 */
export class EventReader {
  readonly #options: EventReaderOptions;
  #line: Buffer[] = [];
  #lineBytes = 0;
  /** Most lines are, so they are only counted. */
  #isUnwanted = false;
  #type = '';
  #data: string | null = null;
  #dataBytes = 0;
  /** The first line of the last event whose data was not wanted: that of most events of an answer. */
  #usual: { line: Uint8Array; type: string } | undefined;

  constructor(options: EventReaderOptions) {
    this.#options = options;
  }

  write(chunk: Buffer): void {
    let start = 0;
    for (;;) {
      if (this.#isBetweenEvents()) start = this.#passUsual(chunk, start);
      const end = chunk.indexOf(newline, start);
      if (end < 0) break;
      if (this.#lineBytes > 0 || end - start > maxDataBytes) {
        this.#add(chunk.subarray(start, end));
        this.#endLine();
      } else this.#wholeLine(chunk, start, end);
      start = end + 1;
    }
    if (start < chunk.length) this.#add(chunk.subarray(start));
  }

  #isBetweenEvents(): boolean {
    return this.#lineBytes === 0 && this.#type === '' && this.#data === null && this.#dataBytes === 0;
  }

  /** Counts events of the usual type, as long as they come whole and in one line of data; returns where they end. */
  #passUsual(chunk: Buffer, from: number): number {
    if (this.#usual === undefined) return from;
    const { line, type } = this.#usual;
    let start = from;
    for (;;) {
      const data = start + line.length;
      if (chunk[data] !== firstOfData || !beginsWith(chunk, start, line)) return start;
      const end = chunk.indexOf(newline, data);
      if (end < 0 || chunk[end + 1] !== newline) return start;
      this.#options.onEvent({ type, data: null, bytes: end - data - dataPrefix.length });
      start = end + 2;
    }
  }

  /** Most lines come in one piece, and most of those are not wanted: they are not even copied. */
  #wholeLine(chunk: Buffer, start: number, end: number): void {
    if (start === end) this.#endEvent();
    else if (chunk[start] === firstOfData && !this.#options.wants(this.#type))
      this.#dataBytes += end - start - dataPrefix.length;
    else {
      this.#take(chunk.toString('utf8', start, end), end - start);
      if (beginsWith(chunk, start, eventPrefix)) this.#remember(chunk.subarray(start, end + 1));
    }
  }

  #remember(line: Uint8Array): void {
    const type = this.#type;
    if (this.#usual?.type !== type && line.length <= maxUsualBytes && !this.#options.wants(type))
      this.#usual = { line: Uint8Array.from(line), type };
  }

  #add(part: Buffer): void {
    if (this.#lineBytes === 0 && part.length > 0) {
      this.#isUnwanted = part[0] === firstOfData && !this.#options.wants(this.#type);
    }
    const fits = this.#lineBytes <= maxDataBytes && !this.#isUnwanted;
    this.#lineBytes += part.length;
    // A copy: a small slice would keep the whole chunk it came in.
    if (fits) this.#line.push(Buffer.from(part.subarray(0, maxDataBytes)));
  }

  #endLine(): void {
    const bytes = this.#lineBytes;
    if (this.#isUnwanted) {
      this.#lineBytes = 0;
      this.#isUnwanted = false;
      this.#dataBytes += bytes - dataPrefix.length;
      return;
    }
    const line = Buffer.concat(this.#line).toString();
    this.#line = [];
    this.#lineBytes = 0;
    this.#take(line, bytes);
  }

  #take(text: string, bytes: number): void {
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (line === '') this.#endEvent();
    else if (line.startsWith('event:')) this.#type = line.slice(eventPrefix.length).trim();
    else if (line.startsWith(dataPrefix)) {
      const { length } = dataPrefix;
      this.#dataBytes += bytes - length;
      const whole = bytes <= maxDataBytes && this.#dataBytes <= maxDataBytes;
      if (whole) this.#data = `${this.#data ?? ''}${line.slice(length)}\n`;
    }
  }

  #endEvent(): void {
    const event = { type: this.#type, data: this.#data, bytes: this.#dataBytes };
    this.#type = '';
    this.#data = null;
    this.#dataBytes = 0;
    if (event.type !== '' || event.bytes > 0) this.#options.onEvent(event);
  }
}

function beginsWith(bytes: Uint8Array, from: number, beginning: Uint8Array): boolean {
  for (let i = 0; i < beginning.length; i += 1) if (bytes[from + i] !== beginning[i]) return false;
  return true;
}
