import { z } from 'zod';

const Pace = {
  /** Wait before the first byte of the answer. */
  delay_ms: z.int().min(0).optional(),
  /** Extra response headers, rate-limit headers for instance. */
  headers: z.record(z.string(), z.string()).optional(),
};

const Times = z.int().min(1).default(1).describe('How many requests get this before the script goes on');

export const ToolCall = z.strictObject({
  name: z.string().min(1),
  input: z.record(z.string(), z.unknown()),
});
export type ToolCall = z.infer<typeof ToolCall>;

const Content = {
  thinking: z.string().optional(),
  text: z.string().optional(),
  tool: ToolCall.optional(),
  /** Several tool calls in one message: the CLI may run them side by side. */
  tools: z.array(ToolCall).min(1).optional(),
  /** Into how many deltas each block is cut. */
  chunks: z.int().min(1).optional(),
  /** Wait between two deltas. */
  chunk_delay_ms: z.int().min(0).optional(),
  usage: z
    .strictObject({
      input_tokens: z.int().min(0).optional(),
      output_tokens: z.int().min(0).optional(),
      cache_read_input_tokens: z.int().min(0).optional(),
      cache_creation_input_tokens: z.int().min(0).optional(),
    })
    .optional(),
  stop_reason: z.enum(['end_turn', 'tool_use', 'max_tokens', 'stop_sequence', 'refusal']).optional(),
};

/** A whole assistant message; the next request of the conversation is the next step. */
export const ReplyStep = z.strictObject({
  ...Pace,
  ...Content,
  /** The same message for this many requests in a row. */
  repeat: z.int().min(1).max(10_000).default(1),
});
export type ReplyStep = z.infer<typeof ReplyStep>;

/** An HTTP error instead of a message. */
export const ErrorStep = z.strictObject({
  ...Pace,
  error: z.strictObject({
    status: z.int().min(400).max(599),
    type: z.string().default('api_error'),
    message: z.string().default('scripted error'),
    /** Seconds, sent as the `retry-after` header. */
    retry_after: z.number().min(0).optional(),
    times: Times,
  }),
});
export type ErrorStep = z.infer<typeof ErrorStep>;

/** The content streams, then an SSE `error` event ends the answer instead of `message_stop`. */
export const SseErrorStep = z.strictObject({
  ...Pace,
  ...Content,
  sse_error: z.strictObject({
    type: z.string().default('overloaded_error'),
    message: z.string().default('scripted error'),
  }),
  times: Times,
});
export type SseErrorStep = z.infer<typeof SseErrorStep>;

/** The connection is reset after this many deltas of the content. */
export const CutStep = z.strictObject({
  ...Pace,
  ...Content,
  cut_after_chunks: z.int().min(0),
  times: Times,
});
export type CutStep = z.infer<typeof CutStep>;

/** The content streams, then nothing more comes until the client leaves. */
export const HangStep = z.strictObject({ ...Pace, ...Content, hang: z.literal(true), times: Times });
export type HangStep = z.infer<typeof HangStep>;

/**
 * One answer of the scripted model. Replies add an assistant message to the conversation; the other
 * kinds are faults: they answer `times` requests, leave no message, and the script goes on after them.
 */
export type ScriptStep = ReplyStep | ErrorStep | SseErrorStep | CutStep | HangStep;
export type FaultStep = Exclude<ScriptStep, ReplyStep>;

const schemas = {
  error: ErrorStep,
  sse_error: SseErrorStep,
  cut_after_chunks: CutStep,
  hang: HangStep,
};

/** Chosen by its telling key, so that a mistake is explained against one schema instead of five. */
export const ScriptStep = z.record(z.string(), z.unknown()).transform((value, context): ScriptStep => {
  const kind = (Object.keys(schemas) as (keyof typeof schemas)[]).find((key) => key in value);
  const parsed = (kind === undefined ? ReplyStep : schemas[kind]).safeParse(value);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) context.addIssue({ ...issue, input: value } as never);
    return z.NEVER;
  }
  if (kind === undefined && !hasContent(parsed.data)) {
    context.addIssue({
      code: 'custom',
      message: 'a step needs text, thinking, tool, tools or a fault',
      input: value,
    });
    return z.NEVER;
  }
  return parsed.data;
});

export type ScriptStepInput =
  | z.input<typeof ReplyStep>
  | z.input<typeof ErrorStep>
  | z.input<typeof SseErrorStep>
  | z.input<typeof CutStep>
  | z.input<typeof HangStep>;

export const Script = z.array(ScriptStep).min(1);

/** A fault leaves no assistant message behind. */
export function isFault(step: ScriptStep): step is FaultStep {
  return 'error' in step || 'sse_error' in step || 'cut_after_chunks' in step || 'hang' in step;
}

/** How many requests a fault answers. */
export function faultTimes(step: FaultStep): number {
  return 'error' in step ? step.error.times : step.times;
}

/** The step carries at least one content block. */
export function hasContent(step: object): boolean {
  return ['text', 'thinking', 'tool', 'tools'].some((key) => key in step);
}
