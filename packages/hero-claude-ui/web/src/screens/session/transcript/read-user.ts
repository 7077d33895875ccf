import { readAttachedFiles } from './attached-files.ts';
import { clipDeep } from './clip.ts';
import { completeTool } from './complete-tool.ts';
import { readContent } from './content.ts';
import type { OrphanItem } from './item.ts';
import { itemBase, type LinePlace, placeUnder } from './line-place.ts';
import { field, listOf, textAt } from './loose.ts';

/** What the CLI tells its model of a task in the background. */
const taskEnded = /^\s*<task-notification>/;
const interruption = /^\[Request interrupted by user/;

/** Results of tools and prompts; false when the line has no content to read. */
export function readUser(place: LinePlace): boolean {
  const content = field(field(place.line, 'message'), 'content');
  if (typeof content !== 'string' && !Array.isArray(content)) return false;
  const blocks = typeof content === 'string' ? [content] : listOf(content);
  const said: unknown[] = [];
  blocks.forEach((block, index) => {
    if (field(block, 'type') === 'tool_result') readToolResult(place, block, index);
    else said.push(block);
  });
  if (said.length > 0) readPrompt(place, said, blocks.length);
  return true;
}

function readPrompt(place: LinePlace, said: readonly unknown[], index: number): void {
  const { entry, line, transcript } = place;
  const files = said.flatMap((block) => readAttachedFiles(block) ?? []);
  const { body, images } = readContent(said.filter((block) => readAttachedFiles(block) === null));
  if (body.text.trim() === '' && images.length === 0 && files.length === 0) return;
  if (interruption.test(body.text)) {
    transcript.tools.cutOpen((tool) => transcript.touch(tool));
    placeUnder(place, {
      ...itemBase(entry, index),
      kind: 'notice',
      topic: 'interrupted',
      tone: 'warning',
      title: 'Interrupted',
      body: null,
    });
    return;
  }
  if (taskEnded.test(body.text)) {
    placeUnder(place, {
      ...itemBase(entry, index),
      kind: 'notice',
      topic: 'background',
      tone: 'quiet',
      title: elementText(body.text, 'summary') ?? 'A task in the background has ended',
      body: elementText(body.text, 'result'),
    });
    return;
  }
  const synthetic = field(line, 'isSynthetic') === true || field(line, 'isMeta') === true;
  const uuid = textAt(line, 'uuid');
  placeUnder(place, { ...itemBase(entry, index), kind: 'prompt', body, images, files, uuid, synthetic });
}

/** What stands in the first element of this name; null where there is none, or nothing in it. */
function elementText(text: string, name: string): string | null {
  const begin = text.indexOf(`<${name}>`);
  const end = text.indexOf(`</${name}>`, begin);
  if (begin < 0 || end < 0) return null;
  return text.slice(begin + name.length + 2, end).trim() || null;
}

function readToolResult(place: LinePlace, block: unknown, index: number): void {
  const { entry, line, transcript } = place;
  const id = textAt(block, 'tool_use_id');
  const failed = field(block, 'is_error') === true;
  const { body, images } = readContent(field(block, 'content') ?? '');
  const answer = { failed, at: entry.at, body, images, said: clipDeep(field(line, 'tool_use_result')) };
  const tool = transcript.tools.find(id);
  if (tool === undefined) {
    const orphan: OrphanItem = {
      ...itemBase(entry, index),
      kind: 'orphan',
      toolUseId: id ?? '',
      output: body,
      failed,
      answer,
    };
    placeUnder(place, orphan);
    if (id !== null) transcript.tools.addOrphan(orphan);
    return;
  }
  completeTool(tool, answer);
  transcript.tools.closed(tool);
  transcript.todos.answered(tool, answer.said);
  transcript.touch(tool);
}
