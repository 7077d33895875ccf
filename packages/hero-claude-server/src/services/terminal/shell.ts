import { setTimeout as delay } from 'node:timers/promises';
import type { ExecTerminal } from '../../adapters/docker/exec/exec-terminal.ts';
import type { TerminalSeat, TerminalSize, TerminalViewer } from '../../domain/container/terminal.ts';
import { Scrollback } from './scrollback.ts';

export interface ShellOptions {
  terminal: ExecTerminal;
  container: 'agent' | 'side';
  /** How long it stays without a viewer. */
  keepMs: number;
  /** How long one viewer may hold the shell and the other viewers back. */
  stallMs: number;
}

const scrollbackBytes = 256 * 1024;
const sideBanner = Buffer.from(
  '\x1b[2mThe session does not run: this is a container over its files, without agent and network.\x1b[0m\r\n',
);

/** One shell in a container and everybody who looks at it. */
export class Shell {
  /** Resolves when the shell has ended and nothing of it is left. */
  readonly ended: Promise<void>;
  readonly #options: ShellOptions;
  readonly #viewers = new Set<TerminalViewer>();
  readonly #scrollback = new Scrollback(scrollbackBytes);
  #size: TerminalSize | undefined;
  #lonely: NodeJS.Timeout | undefined;
  #over = false;

  constructor(options: ShellOptions) {
    this.#options = options;
    if (options.container === 'side') this.#scrollback.push(sideBanner);
    this.ended = this.#follow();
    this.#waitForViewers();
  }

  get over(): boolean {
    return this.#over;
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  /** Shows the viewer what was written last and then everything. */
  async join(viewer: TerminalViewer, resumed: boolean): Promise<TerminalSeat> {
    clearTimeout(this.#lonely);
    this.#viewers.add(viewer);
    const { container, terminal } = this.#options;
    viewer.tell({ type: 'started', container, resumed, viewers: this.#viewers.size });
    const before = this.#scrollback.read();
    // Not waited for: what comes next is sent after it, and waits for both.
    if (before.length > 0) void viewer.show(before);
    await this.#fit();
    return {
      type: async (data) => terminal.write(data),
      resize: async (size) => {
        viewer.size = size;
        await this.#fit();
      },
      leave: () => this.#leave(viewer),
    };
  }

  /** Ends the shell and whatever was started from it. */
  async end(): Promise<void> {
    await this.#options.terminal.end();
    await this.ended;
  }

  async #follow(): Promise<void> {
    const { terminal } = this.#options;
    try {
      for await (const data of terminal.output) {
        this.#scrollback.push(data);
        await this.#show(data);
      }
    } catch {
      // The connection to the engine broke; the shell is ended below.
    }
    const exit_code = await terminal.exitCode();
    this.#over = true;
    clearTimeout(this.#lonely);
    // What the shell left behind must not outlive it.
    await terminal.end().catch(() => undefined);
    for (const viewer of this.#viewers) {
      viewer.tell({ type: 'ended', exit_code });
      viewer.close();
    }
    this.#viewers.clear();
  }

  /** Waits for the slowest viewer, so that nothing piles up, and does without one that has stopped reading. */
  async #show(data: Buffer): Promise<void> {
    const patience = new AbortController();
    const { signal } = patience;
    const tooLong = delay(this.#options.stallMs, 'stalled' as const, { signal, ref: false }).catch(
      () => 'shown' as const,
    );
    await Promise.all(
      Array.from(this.#viewers, async (viewer) => {
        const shown = viewer.show(data).then(() => 'shown' as const);
        if ((await Promise.race([shown, tooLong])) === 'shown') return;
        viewer.tell({
          type: 'error',
          kind: 'terminal.too_slow',
          message: 'What the terminal wrote was not read; connect again to go on',
        });
        viewer.close();
        this.#leave(viewer);
      }),
    );
    patience.abort();
  }

  #leave(viewer: TerminalViewer): void {
    if (!this.#viewers.delete(viewer)) return;
    if (this.#viewers.size === 0) this.#waitForViewers();
    else void this.#fit();
  }

  #waitForViewers(): void {
    if (this.#over) return;
    this.#lonely = setTimeout(() => {
      this.#options.terminal.end().catch(() => undefined);
    }, this.#options.keepMs);
    this.#lonely.unref();
  }

  async #fit(): Promise<void> {
    const sizes = Array.from(this.#viewers, ({ size }) => size);
    const columns = Math.min(...sizes.map((size) => size.columns));
    const rows = Math.min(...sizes.map((size) => size.rows));
    if (sizes.length === 0 || (this.#size?.columns === columns && this.#size.rows === rows)) return;
    this.#size = { columns, rows };
    await this.#options.terminal.resize(this.#size);
  }
}
