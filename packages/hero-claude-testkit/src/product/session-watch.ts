import { z } from 'zod';
import { rpcCall } from '../daemon/rpc-call.ts';
import { udsSse } from '../daemon/uds-sse.ts';

const SessionEvent = z.looseObject({
  type: z.string(),
  data: z.looseObject({ line: z.string().optional() }),
});

/** What `session.info` says, as far as tests wait for it. */
export const SessionView = z.looseObject({
  session_id: z.string(),
  status: z.string(),
  bucket: z.string(),
  agent: z.looseObject({ state: z.string() }).nullish(),
  problem: z.looseObject({ kind: z.string() }).nullish(),
});
export type SessionView = z.infer<typeof SessionView>;

/** Waits for one session by its event stream, from its first event on: nothing is missed, nothing polled. */
export class SessionWatch {
  readonly #socket: string;
  readonly #sessionId: string;

  constructor(serverSocket: string, sessionId: string) {
    this.#socket = serverSocket;
    this.#sessionId = sessionId;
  }

  /** The session once it is as `matches` wants it. Rejects after `timeoutMs` with what it was instead. */
  async until(matches: (session: SessionView) => boolean, timeoutMs = 60_000): Promise<SessionView> {
    let session = await this.#info();
    if (matches(session)) return session;
    for await (const event of this.#events(timeoutMs)) {
      if (event.type !== 'session.changed') continue;
      session = await this.#info();
      // Looked at before the next event is awaited: this one may be the last.
      if (matches(session)) return session;
    }
    throw new Error(`session ${this.#sessionId} is not as awaited: ${JSON.stringify(session)}`);
  }

  /** The `result` line that ended turn number `turn` (from 1) of the session. */
  async turnResult(turn = 1, timeoutMs = 60_000): Promise<Record<string, unknown>> {
    let seen = 0;
    for await (const { data } of this.#events(timeoutMs)) {
      const line = parseLine(data.line);
      if (line['type'] === 'result' && ++seen === turn) return line;
    }
    const session = JSON.stringify(await this.#info());
    throw new Error(`turn ${turn} did not end within ${timeoutMs} ms, ${seen} did: ${session}`);
  }

  async #info(): Promise<SessionView> {
    return SessionView.parse(await rpcCall(this.#socket, 'session.info', { session_id: this.#sessionId }));
  }

  async *#events(timeoutMs: number): AsyncGenerator<z.infer<typeof SessionEvent>> {
    const path = `/events?session=${this.#sessionId}`;
    const signal = AbortSignal.timeout(timeoutMs);
    for await (const { event, data } of udsSse(this.#socket, path, { lastEventId: '0', signal }))
      if (event !== 'partial') yield SessionEvent.parse(JSON.parse(data));
  }
}

/** An agent's line; one that is no JSON (a torn or hostile one) is nobody's result. */
function parseLine(line: string | undefined): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(line ?? '{}'));
  } catch {
    return {};
  }
}
