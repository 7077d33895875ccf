import { once } from 'node:events';
import { WebSocket } from 'ws';
import { z } from 'zod';

const Notice = z.looseObject({ type: z.string() });
type Notice = z.infer<typeof Notice>;

const waitMs = 30_000;

/** A person at the terminal of a session. */
export class TerminalClient implements Disposable {
  readonly notices: Notice[] = [];
  text = '';
  readonly #socket: WebSocket;
  readonly #watchers = new Set<() => void>();
  #failure: string | undefined;

  /** @param address `ws+unix:<socket>:` or `ws://host:port` */
  constructor(
    address: string,
    sessionId: string,
    { query = '', origin }: { query?: string; origin?: string } = {},
  ) {
    const headers = origin === undefined ? {} : { origin };
    this.#socket = new WebSocket(`${address}/terminal?session=${sessionId}${query}`, { headers });
    this.#socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.text += data.toString();
      else this.notices.push(Notice.parse(JSON.parse(data.toString())));
      this.#look();
    });
    this.#socket.on('error', ({ message }) => {
      this.#failure = message;
    });
    this.#socket.on('close', () => this.#look());
  }

  /** The first notice of that type. */
  async notice(type: string): Promise<Notice> {
    return this.#until(() => this.notices.find((notice) => notice.type === type));
  }

  /** Everything shown, once it holds what is looked for. */
  async shows(what: RegExp): Promise<RegExpExecArray> {
    return this.#until(() => what.exec(this.text) ?? undefined);
  }

  type(line: string): void {
    this.#socket.send(Buffer.from(`${line}\r`));
  }

  resize(columns: number, rows: number): void {
    this.#socket.send(JSON.stringify({ type: 'resize', columns, rows }));
  }

  async closed(): Promise<number> {
    if (this.#socket.readyState === WebSocket.CLOSED) return 0;
    const [code] = (await once(this.#socket, 'close')) as [number];
    return code;
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }

  #look(): void {
    for (const watch of this.#watchers) watch();
  }

  async #until<T>(look: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (done: () => void): void => {
        clearTimeout(limit);
        this.#watchers.delete(watch);
        done();
      };
      const fail = (why: string): void => {
        const shown = JSON.stringify(this.text.slice(-2000));
        settle(() => reject(new Error(`${why}; told ${JSON.stringify(this.notices)}, showed ${shown}`)));
      };
      const watch = (): void => {
        const found = look();
        if (found !== undefined) settle(() => resolve(found));
        else if (this.#socket.readyState === WebSocket.CLOSED) fail(this.#failure ?? 'the terminal closed');
      };
      const limit = setTimeout(() => fail('nothing came'), waitMs);
      this.#watchers.add(watch);
      watch();
    });
  }
}
