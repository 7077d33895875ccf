/** What a benchmark measures in, and how a person reads it. */
export type Unit = 's' | 'ms' | 'req/s' | 'lines/s' | 'MB' | 'MB/s';

/** The bound a figure is held to: the ratio of ours to the bare tool's, or ours alone. */
export type Goal = { ratioAtMost: number } | { ratioAtLeast: number } | { atMost: number };

/** One line of the table. The samples are of the same rounds: `ours[i]` was measured beside `bare[i]`. */
export interface Row {
  name: string;
  unit: Unit;
  ours: number[];
  /** Empty where there is nothing to compare with. */
  bare: number[];
  /** Without one the figure is for information. */
  goal?: Goal;
}

export interface RunOptions {
  rounds: number;
  /** Says what happens, for a person who waits. */
  say: (line: string) => void;
  /** Ends the run after the measurement under way; what was started is then cleared away. */
  signal: AbortSignal;
}

export interface Benchmark {
  /** As `--only` takes it. */
  name: string;
  /** One line: what is compared with what. */
  about: string;
  run: (options: RunOptions) => Promise<Row[]>;
}
