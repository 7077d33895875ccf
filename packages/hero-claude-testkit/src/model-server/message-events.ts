import { randomBytes } from 'node:crypto';
import type { ReplyStep, ToolCall } from './script-step.ts';

/** The parts of a step that make up a message; faults may have them too. */
export type MessageContent = Pick<
  ReplyStep,
  'thinking' | 'text' | 'tool' | 'tools' | 'chunks' | 'usage' | 'stop_reason'
>;

type Block =
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'text'; text: string }
  | { type: 'tool_use'; id: string; name: string; input: ToolCall['input'] };

/** A message as the Messages API answers it to a request that does not stream. */
export interface ApiReply {
  id: string;
  type: 'message';
  role: 'assistant';
  model: string;
  content: Block[];
  stop_reason: string;
  stop_sequence: null;
  usage: Required<NonNullable<ReplyStep['usage']>>;
}

/** One server-sent event of a streamed message. */
export interface MessageEvent {
  type: string;
  [key: string]: unknown;
}

export function apiReply(model: string, content: MessageContent): ApiReply {
  const blocks: Block[] = [];
  if (content.thinking !== undefined)
    blocks.push({ type: 'thinking', thinking: content.thinking, signature: randomId('sig') });
  if (content.text !== undefined) blocks.push({ type: 'text', text: content.text });
  for (const call of [...(content.tool ? [content.tool] : []), ...(content.tools ?? [])])
    blocks.push({ type: 'tool_use', id: randomId('toolu'), ...call });
  const calls = blocks.some(({ type }) => type === 'tool_use');
  return {
    id: randomId('msg'),
    type: 'message',
    role: 'assistant',
    model,
    content: blocks,
    stop_reason: content.stop_reason ?? (calls ? 'tool_use' : 'end_turn'),
    stop_sequence: null,
    usage: {
      input_tokens: 100,
      output_tokens: Math.ceil(JSON.stringify(blocks).length / 4),
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
      ...content.usage,
    },
  };
}

/** The reply as the events of a stream; each block is cut into `chunks` deltas. */
export function messageEvents(reply: ApiReply, chunks: number | undefined): MessageEvent[] {
  const { stop_reason, stop_sequence, content, ...head } = reply;
  const opening = { ...head, content: [], stop_reason: null, stop_sequence: null };
  return [
    { type: 'message_start', message: { ...opening, usage: { ...reply.usage, output_tokens: 1 } } },
    { type: 'ping' },
    ...content.flatMap((block, index) => blockEvents(block, index, chunks)),
    {
      type: 'message_delta',
      delta: { stop_reason, stop_sequence },
      usage: { output_tokens: reply.usage.output_tokens },
    },
    { type: 'message_stop' },
  ];
}

function blockEvents(block: Block, index: number, chunks: number | undefined): MessageEvent[] {
  const { opening, deltas } = streamed(block, chunks);
  return [
    { type: 'content_block_start', index, content_block: opening },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

/** The empty block that opens a stream, and the deltas that fill it. */
function streamed(block: Block, chunks: number | undefined): { opening: object; deltas: object[] } {
  if (block.type === 'text') {
    const deltas = cut(block.text, chunks).map((text) => ({ type: 'text_delta', text }));
    return { opening: { ...block, text: '' }, deltas };
  }
  if (block.type === 'thinking') {
    const deltas = cut(block.thinking, chunks).map((thinking) => ({ type: 'thinking_delta', thinking }));
    const signature = { type: 'signature_delta', signature: block.signature };
    return { opening: { ...block, thinking: '', signature: '' }, deltas: [...deltas, signature] };
  }
  const deltas = cut(JSON.stringify(block.input), chunks).map((json) => ({
    type: 'input_json_delta',
    partial_json: json,
  }));
  return { opening: { ...block, input: {} }, deltas };
}

/** Cuts between characters, never within one; short texts give fewer parts than asked for. */
function cut(value: string, chunks: number | undefined): string[] {
  const characters = Array.from(value);
  const parts = Math.min(characters.length, chunks ?? Math.ceil(characters.length / 40));
  if (parts <= 1) return [value];
  const size = characters.length / parts;
  return Array.from({ length: parts }, (_, part) =>
    characters.slice(Math.round(part * size), Math.round((part + 1) * size)).join(''),
  );
}

function randomId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}
