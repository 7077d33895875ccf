import type { Client } from 'hero-claude-sdk';

export interface TerminalEnd {
  /** What happened, in a sentence. */
  reason: string;
  hint?: string;
}

export interface TerminalLinkOptions {
  client: Client;
  baseUrl: string;
  sessionId: string;
  size: { columns: number; rows: number };
  onBytes: (bytes: Uint8Array) => void;
  onOpen: () => void;
  onEnd: (end: TerminalEnd) => void;
}

interface Told {
  type?: string;
  exit_code?: number | null;
  message?: string;
  hint?: string;
}

/** The WebSocket to a shell in the container: bytes both ways, and words about the terminal itself. */
export class TerminalLink {
  readonly #options: TerminalLinkOptions;
  #socket: WebSocket | undefined;
  #closed = false;
  #ended = false;

  constructor(options: TerminalLinkOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    const { client, baseUrl, sessionId, size, onOpen } = this.#options;
    // A browser cannot send a token with a WebSocket; a ticket says once who it is.
    const { ticket } = await client.terminal.ticket({ session_id: sessionId });
    if (this.#closed) return;
    const url = new URL('terminal', baseUrl);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const { columns, rows } = size;
    url.search = new URLSearchParams({
      session: sessionId,
      ticket,
      columns: `${columns}`,
      rows: `${rows}`,
    }).toString();
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', onOpen);
    socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer | string>) => this.#hear(data));
    socket.addEventListener('close', () =>
      this.#end({ reason: 'The connection to the terminal is closed.' }),
    );
    this.#socket = socket;
  }

  send(text: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(new TextEncoder().encode(text));
  }

  resize(columns: number, rows: number): void {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify({ type: 'resize', columns, rows }));
    }
  }

  close(): void {
    this.#closed = true;
    this.#socket?.close();
  }

  #hear(data: ArrayBuffer | string): void {
    if (typeof data !== 'string') {
      this.#options.onBytes(new Uint8Array(data));
      return;
    }
    const told = JSON.parse(data) as Told;
    if (told.type === 'ended') {
      const code = told.exit_code ?? null;
      this.#end({
        reason: code === null ? 'The shell was ended.' : `The shell ended with exit code ${code}.`,
      });
    } else if (told.type === 'error') {
      this.#end({
        reason: told.message ?? 'The terminal failed.',
        ...(told.hint !== undefined && { hint: told.hint }),
      });
    }
  }

  #end(end: TerminalEnd): void {
    if (this.#ended || this.#closed) return;
    this.#ended = true;
    this.#options.onEnd(end);
  }
}
