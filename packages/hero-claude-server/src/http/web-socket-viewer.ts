import type { RpcError } from 'hero-rpc';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import {
  type TerminalNotice,
  type TerminalSeat,
  type TerminalSize,
  type TerminalViewer,
  terminalSize,
} from '../domain/container/terminal.ts';
import { tokenInvalid } from './access-errors.ts';

/** What may wait for one viewer before the shell waits for it. */
const highWaterBytes = 512 * 1024;
const pingMs = 20_000;
/** Close codes of the protocol. */
const goingAway = 1001;
const normal = 1000;
const policyViolation = 1008;

const Said = z.object({ type: z.literal('resize'), columns: z.number(), rows: z.number() });

/** A terminal as a WebSocket shows it. */
export class WebSocketViewer implements TerminalViewer {
  readonly user: string | undefined;
  size: TerminalSize;
  readonly #ws: WebSocket;
  #drained: (() => void)[] = [];

  constructor(ws: WebSocket, user: string | undefined, size: TerminalSize) {
    this.#ws = ws;
    this.user = user;
    this.size = size;
    let alive = true;
    ws.on('pong', () => {
      alive = true;
    });
    const ping = setInterval(() => {
      // While the terminal takes nothing, no answer is read.
      if (!alive && !ws.isPaused) return ws.terminate();
      alive = false;
      return ws.ping();
    }, pingMs);
    ws.on('error', () => ws.terminate());
    ws.once('close', () => {
      clearInterval(ping);
      this.#drain();
    });
  }

  /** Takes a seat and passes on what is typed, in order, until the connection closes. */
  async sit(open: () => Promise<TerminalSeat>, describe: (error: unknown) => RpcError): Promise<void> {
    const ws = this.#ws;
    const seat = open();
    let typed: Promise<unknown> = seat.catch(() => undefined);
    ws.on('message', (data: Buffer, isBinary: boolean) => {
      // Nothing more is read before the terminal has taken this.
      ws.pause();
      typed = typed
        .then(async () => this.#take(await seat, data, isBinary))
        .catch(() => undefined)
        .finally(() => ws.resume());
    });
    ws.once('close', () => {
      seat.then((taken) => taken.leave()).catch(() => undefined);
    });
    try {
      await seat;
    } catch (error) {
      const { kind, message } = describe(error);
      this.tell({ type: 'error', kind, message });
      this.close();
    }
  }

  async show(data: Buffer): Promise<void> {
    const ws = this.#ws;
    if (ws.readyState !== ws.OPEN) return;
    ws.send(data, { binary: true }, () => {
      if (ws.bufferedAmount < highWaterBytes) this.#drain();
    });
    if (ws.bufferedAmount >= highWaterBytes)
      await new Promise<void>((resolve) => this.#drained.push(resolve));
  }

  tell(notice: TerminalNotice): void {
    if (this.#ws.readyState === this.#ws.OPEN) this.#ws.send(JSON.stringify(notice));
  }

  close(): void {
    this.#ws.close(normal);
  }

  /** The server stops; whoever wants to goes on with the next one. */
  goAway(): void {
    this.#ws.close(goingAway, 'the server stops');
  }

  /** Who looks is nobody any more: what is still typed does not count. */
  expire(): void {
    const { kind, message } = tokenInvalid({ reason: 'it has expired' });
    this.tell({ type: 'error', kind, message });
    this.#ws.removeAllListeners('message');
    this.#ws.close(policyViolation, 'the token has expired');
  }

  async #take(seat: TerminalSeat, data: Buffer, isBinary: boolean): Promise<void> {
    if (isBinary) return seat.type(data);
    const said = Said.safeParse(jsonOf(data));
    if (said.success) return seat.resize(terminalSize(said.data.columns, said.data.rows));
    this.tell({
      type: 'error',
      kind: 'terminal.unknown_message',
      message: 'Text messages are {"type":"resize","columns":80,"rows":24}; what is typed goes as binary',
    });
    return undefined;
  }

  #drain(): void {
    for (const resolve of this.#drained.splice(0)) resolve();
  }
}

function jsonOf(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString());
  } catch {
    return undefined;
  }
}
