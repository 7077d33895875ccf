import { spawn } from 'node:child_process';
import xterm from '@xterm/headless';

export interface TerminalOptions {
  command: string;
  args: readonly string[];
  /** The whole environment; TERM is added. */
  env: Record<string, string>;
  cwd?: string;
  columns?: number;
  rows?: number;
}

/** A program on a terminal: a real pty in front of it, a terminal emulator behind that. */
export interface Terminal extends AsyncDisposable {
  /** What the person sees now, and what has scrolled by above it. */
  screen(): string;
  /** Every byte that was written. */
  bytes(): string;
  /** Types keys as they are sent: `\r` is Enter, `\u0003` Ctrl-C. */
  type(keys: string): void;
  /** Waits until the screen shows it. Rejects with the screen when it never does. */
  until(pattern: RegExp, timeoutMs?: number): Promise<string>;
  /** The program's exit code. */
  exited: Promise<number | null>;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Runs a program on a pty of its own (util-linux `script`). */
export function startTerminal(options: TerminalOptions): Terminal {
  const { command, args, env, cwd = '/', columns = 80, rows = 24 } = options;
  const emulator = new xterm.Terminal({ cols: columns, rows, scrollback: 10_000, allowProposedApi: true });
  const line = `stty cols ${columns} rows ${rows}; exec ${[command, ...args].map(quoted).join(' ')}`;
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    cwd,
    env: { TERM: 'xterm-256color', SHELL: '/bin/sh', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const written: Buffer[] = [];
  const watchers = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    written.push(chunk);
    emulator.write(chunk, () => {
      for (const look of watchers) look();
    });
  });
  child.stdin.on('error', () => undefined);
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
  exited.catch(() => undefined);

  const screen = (): string => {
    const { active } = emulator.buffer;
    const lines = Array.from(
      { length: active.length },
      (_, row) => active.getLine(row)?.translateToString(true) ?? '',
    );
    return lines.join('\n').trimEnd();
  };
  const until = (pattern: RegExp, timeoutMs = 60_000): Promise<string> =>
    new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(late);
        watchers.delete(look);
        settle();
      };
      const look = (): void => {
        const seen = screen();
        if (pattern.test(seen)) end(() => resolve(seen));
      };
      const late = setTimeout(
        () => end(() => reject(new Error(`${pattern} did not come up within ${timeoutMs} ms:\n${screen()}`))),
        timeoutMs,
      );
      watchers.add(look);
      look();
    });
  return {
    screen,
    bytes: () => Buffer.concat(written).toString(),
    type: (keys) => void child.stdin.write(keys),
    until,
    exited,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited.catch(() => undefined);
      emulator.dispose();
    },
  };
}
