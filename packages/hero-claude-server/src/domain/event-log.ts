import type { PartialText } from './partial-text.ts';

/** Something that happened to a session or to the server, as `GET /events` tells it. */
export interface ServerEvent {
  /** Grows by time; never used twice. */
  id: number;
  /** `null` for what concerns no single session. */
  session_id: string | null;
  /** `noun.past`, such as `session.started`. */
  type: string;
  /** ISO 8601. */
  at: string;
  data: unknown;
}

/** That something happened, and to what; the rest is to be had by `replay`. */
export type EventWord = Pick<ServerEvent, 'id' | 'session_id'>;

/** The kept events, and word of new ones. */
export interface EventSource {
  /** The id of the oldest kept event, 0 when there is none. */
  earliestId(): number;
  /** The id of the newest kept event, 0 when there is none. */
  latestId(): number;
  /**
   * At most `limit` events after `afterId`, oldest first: those of one session, or all for `null`. Fewer where
   * they are long, but at least one.
   */
  replay(afterId: number, sessionId: string | null, limit: number): readonly ServerEvent[];
  /** Calls back for each new event, when `replay` can already return it. Returns the way to stop. */
  subscribe(listener: (event: EventWord) => void): () => void;
  /** Calls back for what agents are saying right now. Returns the way to stop. */
  subscribePartial(listener: (text: PartialText) => void): () => void;
}
