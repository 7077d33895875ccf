import { RpcError } from 'hero-rpc';
import { z } from 'zod';
import { type EventSource, type EventType, eventTypes } from '../domain/event-log.ts';
import type { Identity } from './auth.ts';
import { eventFrames } from './event-feed.ts';
import { eventStream } from './event-stream.ts';
import { whenOutOfDate } from './identity-end.ts';

export interface EventEndpointOptions {
  /** How often a comment shows that the connection lives. */
  heartbeatMs?: number;
  /** How long a reader may take nothing before it is cut. */
  stallMs?: number;
  stopping: AbortSignal;
  onFault: (error: unknown) => void;
}

const defaultHeartbeatMs = 15_000;
const defaultStallMs = 30_000;

/** Beside the kept events: what an agent is saying right now. */
const partialType = 'partial';
const TypeName = z.enum([...eventTypes, partialType], {
  error: ({ input }) =>
    `${JSON.stringify(input)} is no event type; there are ${[...eventTypes, partialType].join(', ')}`,
});

const Query = z.object({
  session: z
    .union([z.literal('all'), z.string().regex(/^[0-9a-f]{8}$/, 'must be "all" or a session id')])
    .default('all'),
  types: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(TypeName))
    .optional(),
  after: z.string().regex(/^\d+$/, 'must be the id of an event').transform(Number).optional(),
});

/** Of an id that no event of ours can have: a reader is told that there is nothing to go on from. */
const idOfNoEvent = Number.MAX_SAFE_INTEGER;

/**
 * Serves `GET /events?session=<id>|all[&types=<type>,<type>…][&after=<event id>]`; `Last-Event-ID` goes before
 * `after`; one that is none of ours is answered by a `reset`. A stream is over when the token it was opened with is out of date.
 */
export function createEventEndpoint(
  events: EventSource,
  options: EventEndpointOptions,
): (request: Request, identity: Identity, cut: () => void) => Response {
  const { heartbeatMs = defaultHeartbeatMs, stallMs = defaultStallMs, stopping, onFault } = options;
  return (request, identity, cut) => {
    const { session, after, types } = readQuery(request);
    const ended = new AbortController();
    const end = (): void => ended.abort();
    stopping.addEventListener('abort', end);
    const stopWaiting = whenOutOfDate(identity, end);
    const frames = eventFrames(events, {
      sessionId: session === 'all' ? null : session,
      types:
        types === undefined ? null : new Set(types.filter((type): type is EventType => type !== partialType)),
      partial: types === undefined || types.includes(partialType),
      ...(after === undefined ? {} : { afterId: after }),
      heartbeatMs,
      signal: ended.signal,
    });
    const onEnd = (): void => {
      stopping.removeEventListener('abort', end);
      stopWaiting();
      end();
    };
    if (stopping.aborted) end();
    return eventStream(frames, { stallMs, cut, onFault, onEnd });
  };
}

function readQuery(request: Request): z.infer<typeof Query> {
  const given = Object.fromEntries(new URL(request.url).searchParams);
  const last = request.headers.get('last-event-id');
  const query = Query.safeParse(given);
  if (query.success) {
    if (last === null || last === '') return query.data;
    // A browser says again what the last server here told it, and gives up for good on a refusal.
    return { ...query.data, after: /^\d+$/.test(last) ? Number(last) : idOfNoEvent };
  }
  const issues = query.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const message = `Invalid query: ${issues.map((issue) => `${issue.path}: ${issue.message}`).join('; ')}`;
  throw new RpcError({ kind: 'rpc.invalid_params', family: 'invalid_params', message, issues });
}
