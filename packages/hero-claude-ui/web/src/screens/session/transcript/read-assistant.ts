import { clip, clipObject } from './clip.ts';
import { readImage } from './content.ts';
import type { ToolItem } from './item.ts';
import { itemBase, type LinePlace, placeUnder } from './line-place.ts';
import { field, isObject, objectOf, pretty, textAt, textOf } from './loose.ts';

/** Items of an answer of the model; false when the line has no content to read. */
export function readAssistant(place: LinePlace): boolean {
  const message = field(place.line, 'message');
  const content = field(message, 'content');
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  if (!Array.isArray(blocks)) return false;
  const messageId = textAt(message, 'id');
  blocks.forEach((block: unknown, index) => readBlock(place, block, index, messageId));
  return true;
}

function readBlock(place: LinePlace, block: unknown, index: number, messageId: string | null): void {
  const base = itemBase(place.entry, index);
  const type = textAt(block, 'type');
  if (type === 'text') {
    const body = clip(textAt(block, 'text') ?? '');
    const failed = field(place.line, 'error') !== undefined;
    if (body.text.trim() !== '') placeUnder(place, { ...base, kind: 'text', body, messageId, failed });
  } else if (type === 'thinking' || type === 'redacted_thinking') {
    const body = clip(textAt(block, 'thinking') ?? '');
    if (body.text.trim() !== '') placeUnder(place, { ...base, kind: 'thinking', body });
  } else if (type === 'tool_use' || type === 'server_tool_use' || type === 'mcp_tool_use') {
    readToolUse(place, block, index, messageId);
  } else if (type === 'image') {
    const images = [readImage(block)];
    placeUnder(place, {
      ...base,
      kind: 'prompt',
      body: clip(''),
      images,
      files: [],
      uuid: null,
      synthetic: true,
    });
  } else {
    const body = clip(isObject(block) ? pretty(block) : (textOf(block) ?? pretty(block)));
    const title = `assistant / ${type ?? 'a block without a type'}`.slice(0, 120);
    placeUnder(place, { ...base, kind: 'raw', title, body, flaw: null });
  }
}

function readToolUse(place: LinePlace, block: unknown, index: number, messageId: string | null): void {
  const tool: ToolItem = {
    ...itemBase(place.entry, index),
    kind: 'tool',
    id: textAt(block, 'id'),
    name: (textAt(block, 'name') ?? 'a tool without a name').slice(0, 200),
    input: clipObject(objectOf(field(block, 'input'))),
    state: 'running',
    endedAt: null,
    output: null,
    images: [],
    detail: null,
    children: [],
    depth: 0,
    batch: [],
    todo: null,
  };
  const { tools, todos } = place.transcript;
  placeUnder(place, tool);
  tool.batch = tools.joinBatch(tool, messageId);
  tool.todo = todos.called(tool);
  tools.add(tool);
}
