/** Where rows of a log go. */
export interface RepeatLogSink<Entry> {
  /** Writes a new row and returns its id. */
  insert(entry: Entry, count: number, at: string, lastAt: string): number;
  /** Adds to a row that is there. */
  add(id: number, count: number, lastAt: string): void;
}

export interface RepeatLogOptions<Entry> {
  sink: RepeatLogSink<Entry>;
  /** Entries with the same key within `windowMs` are one row with a count; null makes a row of its own. */
  keyOf: (entry: Entry) => string | null;
  /** What more than `maxKeys` different entries in one window become. */
  overflow: (entry: Entry) => Entry;
  windowMs: number;
  maxKeys: number;
  now?: () => number;
}

interface Row<Entry> {
  entry: Entry;
  /** Absent until the sink has it for good. */
  id?: number;
  firstAt: number;
  lastAt: number;
  /** Not yet written. */
  pending: number;
}

/**
 * A log that its subjects cannot flood: nothing is dropped, but what repeats is counted, and what varies too
 * fast is counted together.
 */
export class RepeatLog<Entry> {
  readonly #options: RepeatLogOptions<Entry>;
  readonly #byKey = new Map<string, Row<Entry>>();
  readonly #single = new Set<Row<Entry>>();

  constructor(options: RepeatLogOptions<Entry>) {
    this.#options = options;
  }

  /** Returns whether this is the first of its kind in the window. */
  record(entry: Entry): boolean {
    const key = this.#options.keyOf(entry);
    if (key === null) {
      this.#single.add(this.#newRow(entry));
      return true;
    }
    if (this.#byKey.has(key) || this.#byKey.size < this.#options.maxKeys) return this.#count(key, entry);
    const together = this.#options.overflow(entry);
    return this.#count(this.#options.keyOf(together) ?? '*', together);
  }

  get hasPending(): boolean {
    return this.#rows().some((row) => row.pending > 0);
  }

  /** Writes what is new. It counts as written once the returned function is called, after the commit. */
  flush(): () => void {
    const { sink } = this.#options;
    const written = this.#rows()
      .filter((row) => row.pending > 0)
      .map((row) => {
        const lastAt = new Date(row.lastAt).toISOString();
        if (row.id !== undefined) sink.add(row.id, row.pending, lastAt);
        const firstAt = new Date(row.firstAt).toISOString();
        return { row, id: row.id ?? sink.insert(row.entry, row.pending, firstAt, lastAt) };
      });
    return () => {
      for (const { row, id } of written) {
        row.id = id;
        row.pending = 0;
        this.#single.delete(row);
      }
      this.#forgetOld();
    };
  }

  #count(key: string, entry: Entry): boolean {
    const known = this.#byKey.get(key);
    if (known === undefined) {
      this.#byKey.set(key, this.#newRow(entry));
      return true;
    }
    known.pending += 1;
    known.lastAt = this.#now();
    return false;
  }

  #newRow(entry: Entry): Row<Entry> {
    const now = this.#now();
    return { entry, firstAt: now, lastAt: now, pending: 1 };
  }

  #forgetOld(): void {
    const oldest = this.#now() - this.#options.windowMs;
    for (const [key, row] of this.#byKey) {
      if (row.firstAt <= oldest && row.pending === 0) this.#byKey.delete(key);
    }
  }

  #rows(): Row<Entry>[] {
    return [...this.#byKey.values(), ...this.#single];
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}
