import { z } from 'zod';

/** A request of the agent that nobody has answered yet. */
export const OpenRequest = z.object({
  subtype: z.string(),
  seq: z.number(),
  at: z.number(),
  toolName: z.string().nullable(),
});
export type OpenRequest = z.infer<typeof OpenRequest>;

/** With an id where the agent's tools change single entries. */
export const Todo = z.object({ id: z.string().optional(), content: z.string(), status: z.string() });
export type Todo = z.infer<typeof Todo>;

/** What the agent says about itself, from its answer to `initialize` and the `init` of each turn. */
export const AgentIdentity = z.object({
  /** The conversation as the CLI calls it; `/clear` changes it. */
  conversation: z.string().nullable(),
  version: z.string().nullable(),
  model: z.string().nullable(),
  permissionMode: z.string().nullable(),
  tools: z.array(z.string()),
  mcpServers: z.array(z.object({ name: z.string(), status: z.string() })),
});
export type AgentIdentity = z.infer<typeof AgentIdentity>;

/** How the latest turn of this process ended. */
export const TurnVerdict = z.object({
  turn: z.number(),
  at: z.number(),
  isError: z.boolean(),
  subtype: z.string().nullable(),
  terminalReason: z.string().nullable(),
  apiErrorStatus: z.number().nullable(),
  /** The agent's words, or those of the error. */
  text: z.string(),
});
export type TurnVerdict = z.infer<typeof TurnVerdict>;

/** Everything the lines of an agent say about it so far. Times are ms since the epoch. */
export const AgentFacts = z.object({
  version: z.literal(1),
  generation: z.number(),
  turn: z.number(),
  phase: z.enum(['starting', 'idle', 'working', 'exited']),
  since: z.number(),
  lastLineAt: z.number(),
  /** A model call was begun and nothing of its answer has come. */
  requestingSince: z.number().nullable(),
  resultAt: z.number().nullable(),
  /** By request id. */
  open: z.record(z.string(), OpenRequest),
  retry: z
    .object({
      attempt: z.number(),
      maxRetries: z.number(),
      status: z.number().nullable(),
      error: z.string(),
      since: z.number(),
      until: z.number(),
    })
    .nullable(),
  quota: z.object({ kind: z.string(), since: z.number(), until: z.number().nullable() }).nullable(),
  identity: AgentIdentity,
  verdict: TurnVerdict.nullable(),
  todos: z.array(Todo),
  exitCode: z.number().nullable(),
  /** The turn that the end of a process cut short and nobody had asked to end; a later process goes on with it. */
  cutTurn: z.number().nullable().default(null),
  /** The first of several such turns in a row: what is said again may be of any of them. */
  cutFrom: z.number().nullable().default(null),
  /** The uuids of prompts that were taken in since the last result. */
  unanswered: z.array(z.string()).default([]),
});
export type AgentFacts = z.infer<typeof AgentFacts>;

export type CutTurns = Pick<AgentFacts, 'cutTurn' | 'cutFrom'>;

const noCut: CutTurns = { cutTurn: null, cutFrom: null };

/**
 * What is known of an agent that has just been started; the conversation and the count of turns go on.
 * @param cut the turns it goes on with
 */
export function startedFacts(
  generation: number,
  at: number,
  before?: AgentFacts,
  { cutTurn, cutFrom }: CutTurns = noCut,
): AgentFacts {
  return {
    version: 1,
    generation,
    turn: before?.turn ?? 0,
    phase: 'starting',
    since: at,
    lastLineAt: at,
    requestingSince: null,
    resultAt: null,
    open: {},
    retry: null,
    // The account's limit outlives the process, and with it what is to be gone on with.
    quota: before?.quota ?? null,
    identity: {
      conversation: before?.identity.conversation ?? null,
      version: null,
      model: null,
      permissionMode: null,
      tools: [],
      mcpServers: [],
    },
    verdict: before?.quota ? before.verdict : null,
    todos: before?.todos ?? [],
    exitCode: null,
    cutTurn,
    cutFrom,
    unanswered: [],
  };
}

/**
 * The turn that is cut when the process ends now. One that was to go on and has not begun again is still cut.
 * @param stopped a person has asked for the end of the turn under way
 */
export function turnCutNow(
  { phase, turn, resultAt, unanswered, cutTurn, cutFrom }: AgentFacts,
  stopped: boolean,
): CutTurns {
  if (phase === 'exited') return { cutTurn, cutFrom };
  if (phase !== 'working') return cutTurn === turn ? { cutTurn, cutFrom } : noCut;
  // With its result a turn is done, unless the next prompt was taken in right behind it.
  if (stopped || (resultAt !== null && unanswered.length === 0)) return noCut;
  const goesOn = cutTurn !== null && turn === cutTurn + 1;
  return { cutTurn: turn, cutFrom: goesOn ? cutFrom : turn };
}
