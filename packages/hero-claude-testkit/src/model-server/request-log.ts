import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';

const maxBodyChars = 1024 * 1024;
const maxRequests = 2000;
const maxBodies = 100;

/** A request the model server saw. */
export interface LoggedRequest {
  id: number;
  /** ISO time of arrival. */
  at: string;
  method: string;
  /** Path and query as sent. */
  path: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The CLI's `x-claude-code-session-id`. */
  session: string | null;
  /** The first 1 Mi characters; emptied once 100 later requests have come. */
  body: string;
  body_bytes: number;
  /** Index of the script's step that answered; null without a script. */
  step: number | null;
  status: number | null;
  outcome: 'pending' | 'streaming' | 'completed' | 'client_gone' | 'cut';
}

/** The requests of one server, newest last, bounded; tells waiters about every change. */
export class RequestLog {
  readonly entries: LoggedRequest[] = [];
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #count = 0;

  add(request: IncomingMessage): LoggedRequest {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.headers)) headers[name] = [value].flat().join(', ');
    const entry: LoggedRequest = {
      id: ++this.#count,
      at: new Date().toISOString(),
      method: request.method ?? '',
      path: request.url ?? '',
      headers,
      session: headers['x-claude-code-session-id'] ?? null,
      body: '',
      body_bytes: 0,
      step: null,
      status: null,
      outcome: 'pending',
    };
    this.entries.push(entry);
    const old = this.entries.at(-1 - maxBodies);
    if (old) old.body = '';
    if (this.entries.length > maxRequests) this.entries.shift();
    this.#changes.emit('change');
    return entry;
  }

  update(entry: LoggedRequest, change: Partial<LoggedRequest>): void {
    Object.assign(entry, change);
    this.#changes.emit('change');
  }

  setBody(entry: LoggedRequest, body: Buffer): void {
    this.update(entry, { body: body.toString('utf8').slice(0, maxBodyChars), body_bytes: body.length });
  }

  /** Resolves with the first request, past or to come, that matches. Rejects after `timeoutMs`. */
  async waitFor(matches: (request: LoggedRequest) => boolean, timeoutMs = 20_000): Promise<LoggedRequest> {
    return await new Promise((resolve, reject) => {
      const check = (): void => {
        const found = this.entries.find(matches);
        if (!found) return;
        clearTimeout(timer);
        this.#changes.off('change', check);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#changes.off('change', check);
        const seen = this.entries.map(({ method, path, status, outcome }) =>
          [method, path, status, outcome].join(' '),
        );
        reject(new Error(`no such request within ${timeoutMs} ms; seen: ${seen.join(', ') || 'none'}`));
      }, timeoutMs);
      this.#changes.on('change', check);
      check();
    });
  }
}
