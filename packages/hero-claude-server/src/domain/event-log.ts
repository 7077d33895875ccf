import type { PartialText } from './agent/partial-text.ts';

/** What happens, as `noun.past`. */
export const eventTypes = [
  'session.created',
  'session.changed',
  'session.removed',
  'session.progress',
  'session.message',
  'approval.asked',
  'approval.settled',
  'queue.changed',
  'budget.warning',
  'budget.reached',
  'image.progress',
] as const;
export type EventType = (typeof eventTypes)[number];

/** Something that happened to a session or to the server, as `GET /events` tells it. */
export interface ServerEvent {
  /** Grows by time; never used twice. */
  id: number;
  /** `null` for what concerns no single session. */
  session_id: string | null;
  type: EventType;
  /** ISO 8601. */
  at: string;
  data: unknown;
}

/** That something happened, and to what; the rest is to be had by `replay`. */
export type EventWord = Pick<ServerEvent, 'id' | 'session_id' | 'type'>;

/** Which events somebody wants. */
export interface EventScope {
  /** `null`: the events of all sessions and of the server. */
  sessionId: string | null;
  /** `null`: of every type. */
  types: ReadonlySet<EventType> | null;
}

export function isInScope({ session_id, type }: EventWord, { sessionId, types }: EventScope): boolean {
  return (sessionId === null || session_id === sessionId) && (types === null || types.has(type));
}

/** The kept events, and word of new ones. */
export interface EventSource {
  /** The id of the oldest kept event, 0 when there is none. */
  earliestId(): number;
  /** The id of the newest kept event, 0 when there is none. */
  latestId(): number;
  /**
   * At most `limit` events of a scope after `afterId`, oldest first. Fewer where they are long, but at least one.
   */
  replay(afterId: number, scope: EventScope, limit: number): readonly ServerEvent[];
  /** Calls back for each new event, when `replay` can already return it. Returns the way to stop. */
  subscribe(listener: (event: EventWord) => void): () => void;
  /** Calls back for what agents are saying right now. Returns the way to stop. */
  subscribePartial(listener: (text: PartialText) => void): () => void;
}
