import type { Logger } from 'pino';
import type { EgressSpec } from '../egress/egress-spec.ts';
import type { OpenSession } from '../ledger/session-table.ts';
import { type GateDeps, SessionGate } from './gate.ts';

/** A session as it is served now. */
export interface ServedSession {
  session: OpenSession;
  /** Why its sockets could not be bound. */
  problem: string | null;
}

/** All sessions: what the ledger remembers as open is what is served. */
export class SessionGates {
  readonly #deps: GateDeps;
  readonly #log: Logger;
  readonly #gates = new Map<string, SessionGate>();
  readonly #broken = new Map<string, string>();
  /** The last step of each session; the next one waits for it. */
  readonly #steps = new Map<string, Promise<void>>();

  constructor(deps: GateDeps) {
    this.#deps = deps;
    this.#log = deps.log;
  }

  /** Binds the sockets of every session that was open when the gateway last ran. */
  async restore(): Promise<void> {
    const sessions = this.#deps.ledger.sessions.listOpen();
    const results = await Promise.allSettled(sessions.map((session) => this.#serve(session)));
    results.forEach((result, index) => {
      const sessionId = sessions[index]?.sessionId;
      if (result.status === 'rejected') {
        this.#log.error({ session_id: sessionId, err: result.reason }, 'session cannot be served');
      }
    });
    this.#log.info({ sessions: sessions.length }, 'sessions restored');
  }

  /** Serves a session from now on, also after a restart. Repeating it changes nothing that is in flight. */
  async open(session: OpenSession): Promise<void> {
    await this.#inTurn(session.sessionId, async () => {
      const known = this.#gates.get(session.sessionId);
      if (known !== undefined && (await known.fits(session))) known.update(session);
      else await this.#serve(session);
      this.#deps.ledger.sessions.put(session);
    });
  }

  /**
   * Changes what an open session may reach, from the next request on; connections it may not have any more are cut.
   * @returns false when the session is not open
   */
  async setEgress(sessionId: string, egress: EgressSpec): Promise<boolean> {
    let isOpen = false;
    await this.#inTurn(sessionId, async () => {
      const { sessions } = this.#deps.ledger;
      const session = sessions.listOpen().find((open) => open.sessionId === sessionId);
      if (session === undefined) return;
      isOpen = true;
      const next = { ...session, egress };
      sessions.put(next);
      this.#gates.get(sessionId)?.update(next);
    });
    return isOpen;
  }

  /** Ends a session: its sockets and its token are gone. Does nothing when it is not open. */
  async close(sessionId: string): Promise<void> {
    await this.#inTurn(sessionId, async () => {
      const gate = this.#gates.get(sessionId);
      this.#gates.delete(sessionId);
      this.#broken.delete(sessionId);
      this.#deps.metrics.serving(this.#gates.size);
      // Whatever cannot be written or removed: nobody is served any more.
      try {
        await gate?.remove();
      } finally {
        this.#deps.ledger.sessions.close(sessionId, new Date().toISOString());
        this.#deps.ledger.forget(sessionId);
      }
    });
  }

  get isServing(): boolean {
    return this.#gates.size > 0;
  }

  list(): ServedSession[] {
    return this.#deps.ledger.sessions
      .listOpen()
      .map((session) => ({ session, problem: this.#broken.get(session.sessionId) ?? null }));
  }

  /** Stops serving; the sessions stay open for the next start. */
  async stop(graceMs: number): Promise<void> {
    await Promise.all([...this.#gates.values()].map((gate) => gate.close(graceMs)));
    this.#gates.clear();
  }

  async #serve(session: OpenSession): Promise<void> {
    const { sessionId } = session;
    await this.#gates.get(sessionId)?.close();
    this.#gates.delete(sessionId);
    const gate = new SessionGate(session, this.#deps);
    try {
      await gate.open();
      this.#gates.set(sessionId, gate);
      this.#broken.delete(sessionId);
    } catch (error) {
      this.#broken.set(sessionId, error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      this.#deps.metrics.serving(this.#gates.size);
    }
  }

  async #inTurn(sessionId: string, step: () => Promise<void>): Promise<void> {
    const before = this.#steps.get(sessionId) ?? Promise.resolve();
    const current = before.then(step, step);
    this.#steps.set(sessionId, current);
    try {
      await current;
    } finally {
      if (this.#steps.get(sessionId) === current) this.#steps.delete(sessionId);
    }
  }
}
