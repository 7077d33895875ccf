import pc from 'picocolors';

export type Style = ReturnType<typeof pc.createColors>;

/** Where a command's words go: results to stdout, everything else to stderr. */
export interface Output {
  /** Exactly one JSON document is wanted on stdout. */
  readonly json: boolean;
  /** Colours for stdout; none in a pipe or with NO_COLOR. */
  readonly style: Style;
  /** Colours for stderr. */
  readonly noteStyle: Style;
  /** Whether a person watches stderr, so that a line may be drawn over. */
  readonly live: boolean;
  /** Columns of stdout as it is now, undefined in a pipe. */
  readonly columns: number | undefined;
  /** Writes text, or bytes, as they are. */
  write(text: string | Uint8Array): void;
  /** Writes a line of the result. */
  line(text?: string): void;
  /** Writes the one JSON document. */
  document(value: unknown): void;
  /** Writes a line for the person, beside the result. */
  note(text: string): void;
  /** Writes to stderr as it is. */
  writeNote(text: string): void;
}

interface Streams {
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
}

const usualColumns = 80;

function wantsColour(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

export function createOutput(json: boolean, env: NodeJS.ProcessEnv, streams: Streams = process): Output {
  const { stdout, stderr } = streams;
  const write = (text: string | Uint8Array): void => void stdout.write(text);
  const writeNote = (text: string): void => void stderr.write(text);
  return {
    json,
    style: pc.createColors(wantsColour(stdout, env)),
    noteStyle: pc.createColors(wantsColour(stderr, env)),
    live: stderr.isTTY && env['TERM'] !== 'dumb',
    get columns() {
      // A terminal that does not say has 0.
      return stdout.isTTY ? stdout.columns || usualColumns : undefined;
    },
    write,
    line: (text = '') => write(`${text}\n`),
    document: (value) => write(`${JSON.stringify(value, null, 2)}\n`),
    note: (text) => writeNote(`${text}\n`),
    writeNote,
  };
}
